import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { testEngine } from '../rpc/test-engine.ts';
import { startServer } from './server.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export type TestSite = Awaited<ReturnType<typeof openSite>>;

export const tokenOf = (url: string): string => new URL(url).hash.replace('#token=', '');

/** A server on a free port with a small page, a secret file beside it, and a client with a session. */
export async function openSite() {
  const folder = await mkdtemp(join(tmpdir(), 'familiar-serve-'));
  const page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html>');
  await writeFile(join(page, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(page, '.hidden.js'), 'secret');
  await writeFile(join(folder, 'secret.js'), 'secret');

  const engine = testEngine();
  const receivedDirectory = join(folder, 'received');
  const server = await startServer(engine, { rendererDirectory: page, receivedDirectory });
  const origin = `http://127.0.0.1:${server.port}`;

  /** Sends one request exactly as written, without normalisation or default headers. */
  const ask = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Buffer,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.port, method, path, headers, agent: false };
      const sent = request(options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
      });
      sent.on('error', reject);
      sent.end(body);
    });

  const openSession = (token: string, headers: Record<string, string> = { origin }): Promise<Answer> =>
    ask('POST', '/session', headers, JSON.stringify({ token }));
  const opened = await openSession(tokenOf(server.address()));
  const cookie = String(opened.headers['set-cookie']).split(';')[0]!;
  const { key } = JSON.parse(opened.body) as { key: string };

  return {
    folder,
    engine,
    server,
    origin,
    cookie,
    key,
    ask,
    openSession,
    /** Sends a request as the page does, with its session. */
    asPage: (method: string, path: string, body?: string | Buffer): Promise<Answer> =>
      ask(method, path, { cookie, 'x-familiar-key': key, origin }, body),
    /** Opens a socket to the engine; rejects with the status if the upgrade is refused. */
    async connect({
      headers = { cookie, origin } as Record<string, string>,
      path = '/rpc',
      protocols = ['familiar', `key.${key}`],
    } = {}) {
      const client = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers });
      await once(client, 'open');
      return client;
    },
    async end(): Promise<void> {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
