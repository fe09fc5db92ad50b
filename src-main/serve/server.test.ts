import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FamiliarError } from '../contract/errors.ts';
import { testEngine } from '../rpc/test-engine.ts';
import type { TestEngine } from '../rpc/test-engine.ts';
import { receiveLimits } from './received.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';

let folder: string;
let engine: TestEngine;
let server: RunningServer;
let origin: string;
let cookie: string;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One request exactly as written: nothing is normalised or added, but for what `headers` leaves out. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, method, path, headers, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A request as the page sends it, once it has its cookie. */
const asPage = (method: string, path: string, body?: string | Buffer): Promise<Answer> =>
  ask(method, path, { cookie, origin }, body);

const tokenOf = (url: string): string => new URL(url).hash.replace('#token=', '');
const openSession = (token: string, headers: Record<string, string> = { origin }): Promise<Answer> =>
  ask('POST', '/session', headers, JSON.stringify({ token }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'familiar-serve-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'page', 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(folder, 'page', '.hidden.js'), 'secret');
  await writeFile(join(folder, 'secret.js'), 'secret');
  engine = testEngine();
  server = await startServer(engine, {
    rendererDirectory: join(folder, 'page'),
    receivedDirectory: join(folder, 'received'),
  });
  origin = `http://127.0.0.1:${server.port}`;
  const opened = await openSession(tokenOf(server.url));
  cookie = String(opened.headers['set-cookie']).split(';')[0];
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the session', () => {
  it('gives a 256-bit token in the fragment, another one at every start', async () => {
    expect(server.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#token=[\\w-]{43}$`));
    const other = await startServer(engine, { rendererDirectory: folder, receivedDirectory: folder });
    await other.close();
    expect(tokenOf(other.url)).not.toBe(tokenOf(server.url));
  });

  it('exchanges the token for a cookie that scripts and other sites cannot use', async () => {
    const { status, headers } = await openSession(tokenOf(server.url));
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^familiar-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
      ),
    ]);
    expect(String(headers['set-cookie'])).not.toContain(tokenOf(server.url));
  });

  it.each([
    ['a wrong token', '{"token":"x"}', 401],
    ['no token', '{}', 400],
    ['no JSON', 'token', 400],
    ['a body too long', `{"token":"${'x'.repeat(10_000)}"}`, 413],
  ])('refuses %s', async (_, body, status) => {
    const answer = await ask('POST', '/session', { origin }, body);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined]);
  });

  it.each([
    ['no cookie', () => ({})],
    ['a wrong cookie', () => ({ cookie: `familiar-${server.port}=x` })],
    ['the token as the cookie', () => ({ cookie: `familiar-${server.port}=${tokenOf(server.url)}` })],
    ['the cookie of another port', () => ({ cookie: cookie.replace(/-\d+=/, '-1=') })],
  ])('keeps everything but the page from %s', async (_, headers) => {
    const refused = [
      await ask('GET', '/picture/chip/1', headers()),
      await ask('POST', '/received', { origin, ...headers() }),
      await ask('PUT', '/received/00/a.jpg', { origin, ...headers() }, 'x'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    await expect(connect({ headers: { ...headers(), origin } })).rejects.toThrow('401');
    expect((await ask('GET', '/')).status).toBe(200);
  });
});

describe('where a request comes from', () => {
  it.each([
    ['evil.example', 403],
    ['127.0.0.1', 403],
    ['127.0.0.1:1', 403],
    ['localhost:PORT', 200],
    ['127.0.0.1:PORT', 200],
  ])('Host %s gives %i', async (host, status) => {
    const headers = { host: host.replace('PORT', String(server.port)), cookie };
    expect((await ask('GET', '/', headers)).status).toBe(status);
    expect((await ask('GET', '/picture/chip/1', headers)).status).toBe(status);
  });

  it.each([['http://evil.example'], ['null'], ['http://127.0.0.1:1'], [undefined]])(
    'Origin %s may neither post nor connect',
    async (foreign) => {
      const headers: Record<string, string> =
        foreign === undefined ? { cookie } : { cookie, origin: foreign };
      expect((await openSession(tokenOf(server.url), headers)).status).toBe(403);
      expect((await ask('POST', '/received', headers)).status).toBe(403);
      await expect(connect({ headers })).rejects.toThrow('403');
    },
  );

  it('a tunnel to the same port number works under localhost', async () => {
    const host = `localhost:${server.port}`;
    const headers = { host, origin: `http://${host}` };
    expect((await openSession(tokenOf(server.url), headers)).status).toBe(200);
    const client = await connect({ headers: { ...headers, cookie } });
    client.close();
  });
});

describe('the page', () => {
  it('comes with the strict policy and is asked for again', async () => {
    const { status, headers, body } = await ask('GET', '/');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
        `connect-src 'self' ws://127.0.0.1:${server.port} ws://localhost:${server.port}; font-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('keeps hashed assets for good', async () => {
    const { headers, body } = await ask('GET', '/assets/index-abc.js?v=1');
    expect(body).toBe('export {};');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('answers HEAD without a body', async () => {
    expect(await ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..\\secret.js',
    '//secret.js',
    '/assets/index-abc.js/',
    '/.hidden.js',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/index.html/x.js',
    '/none.js',
    'http://evil.example/',
    '*',
  ])('has nothing at %s', async (path) => {
    const { status, body, headers } = await ask('GET', path);
    expect([status, body]).toEqual([404, 'Not found\n']);
    expect(headers['content-security-policy']).toBeDefined();
  });

  it.each(['POST', 'DELETE', 'OPTIONS', 'PATCH'])('takes no %s', async (method) => {
    expect((await asPage(method, '/')).status).toBe(404);
  });
});

describe('pictures', () => {
  it('come by kind and id, to be kept by this browser', async () => {
    const answered = await fetch(`${origin}/picture/chip/1`, { headers: { cookie } });
    expect(new Uint8Array(await answered.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect(answered.headers.get('content-type')).toBe('image/webp');
    expect(answered.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  });

  it('are 404 where there is no such row or kind, and are not kept then', async () => {
    const missing = await asPage('GET', '/picture/chip/2');
    expect(missing).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(missing.body)).toEqual({ error: { code: 'not-found', message: 'no chip 2' } });
    expect((await asPage('GET', '/picture/portrait/1')).status).toBe(404);
    expect((await asPage('GET', '/picture/chip/0')).status).toBe(404);
  });

  it('are 422 where the photo behind them cannot be decoded', async () => {
    engine.picture = async () => {
      throw new FamiliarError('photo-damaged', 'truncated');
    };
    expect((await asPage('GET', '/picture/photo/1')).status).toBe(422);
  });
});

describe('received files', () => {
  const begin = async (): Promise<string> => JSON.parse((await asPage('POST', '/received')).body).batch;
  const stored = async (): Promise<string[]> => {
    const entries = await readdir(join(folder, 'received'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it('are stored in folders of their own and imported from there', async () => {
    const batch = await begin();
    const bytes = Buffer.alloc(3 * 2 ** 20, 'photo');
    expect((await asPage('PUT', `/received/${batch}/Trip%20%231/caf%C3%A9.jpg`, bytes)).status).toBe(200);
    expect((await asPage('PUT', `/received/${batch}/b.jpg`, 'b')).status).toBe(200);
    expect((await asPage('POST', `/received/${batch}/import`)).status).toBe(200);

    const directory = join(folder, 'received', `${new Date().toISOString().slice(0, 10)}-${batch}`);
    expect(engine.imported).toEqual([[directory]]);
    expect((await readFile(join(directory, 'Trip #1', 'café.jpg'))).equals(bytes)).toBe(true);
    expect((await stored()).sort()).toEqual(['b.jpg', 'café.jpg']);
  });

  it('may be sent twice, and not after the import', async () => {
    const batch = await begin();
    await asPage('PUT', `/received/${batch}/a.jpg`, 'first');
    expect((await asPage('PUT', `/received/${batch}/a.jpg`, 'second')).status).toBe(200);
    await asPage('POST', `/received/${batch}/import`);
    expect((await asPage('PUT', `/received/${batch}/late.jpg`, 'x')).status).toBe(404);
    expect((await asPage('POST', `/received/${batch}/import`)).status).toBe(404);
    expect(await stored()).toEqual(['a.jpg']);
  });

  it('stay for another try where the import is refused', async () => {
    const batch = await begin();
    const start = engine.handlers['import.start'];
    engine.handlers['import.start'] = () => {
      throw new FamiliarError('library-busy', 'closing');
    };
    expect(await asPage('POST', `/received/${batch}/import`)).toMatchObject({
      status: 400,
      body: JSON.stringify({ error: { code: 'library-busy', message: 'closing' } }),
    });
    engine.handlers['import.start'] = start;
    expect((await asPage('POST', `/received/${batch}/import`)).status).toBe(200);
  });

  it.each([
    '..',
    '../../secret.js',
    'a/../../b.jpg',
    '%2e%2e/b.jpg',
    '..%2fb.jpg',
    'a%5cb.jpg',
    'a%00.jpg',
    '.hidden',
    'a//b.jpg',
    '%zz',
    'a/',
    `${'x'.repeat(256)}.jpg`,
    `${'a/'.repeat(16)}b.jpg`,
  ])('are not stored as %s', async (path) => {
    const batch = await begin();
    expect((await asPage('PUT', `/received/${batch}/${path}`, 'x')).status).toBe(400);
    expect(await stored()).toEqual([]);
  });

  it('are refused without their batch, or where a file is in the way of a folder', async () => {
    expect((await asPage('PUT', '/received/00ff/a.jpg', 'x')).status).toBe(404);
    const batch = await begin();
    await asPage('PUT', `/received/${batch}/a`, 'x');
    expect((await asPage('PUT', `/received/${batch}/a/b.jpg`, 'x')).status).toBe(409);
    expect((await asPage('PUT', `/received/${batch}/folder/a.jpg`, 'x')).status).toBe(200);
    expect((await asPage('PUT', `/received/${batch}/folder`, 'x')).status).toBe(409);
  });

  it('are refused before they are sent where they say that they are too large', async () => {
    const batch = await begin();
    const headers = { cookie, origin, 'content-length': String(receiveLimits.fileBytes + 1) };
    const refused = await new Promise<number | undefined>((resolve) => {
      const path = `/received/${batch}/a.jpg`;
      const sent = request({ port: server.port, host: '127.0.0.1', method: 'PUT', path, headers });
      sent.on('response', (response) => resolve(response.statusCode)).on('error', () => {});
      sent.flushHeaders();
    });
    expect(refused).toBe(413);
    expect(await stored()).toEqual([]);
  });

  it('leave nothing behind where the sender goes away', async () => {
    const batch = await begin();
    const headers = { cookie, origin, 'content-length': '1000' };
    const path = `/received/${batch}/a.jpg`;
    const sent = request({ port: server.port, host: '127.0.0.1', method: 'PUT', path, headers });
    sent.on('error', () => {});
    sent.write('half');
    await expect.poll(stored).toHaveLength(1);
    expect((await asPage('POST', `/received/${batch}/import`)).status).toBe(409);
    sent.destroy();
    await expect.poll(stored).toEqual([]);
  });
});

/** A socket to the engine, open; rejects with the status where the upgrade is refused. */
async function connect(
  options: { headers?: Record<string, string>; path?: string } = {},
): Promise<WebSocket> {
  const { headers = { cookie, origin }, path = '/rpc' } = options;
  const client = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  await once(client, 'open');
  return client;
}

const nextMessage = async (client: WebSocket): Promise<unknown> =>
  JSON.parse(String((await once(client, 'message'))[0]));

describe('the engine over WebSocket', () => {
  it('answers calls', async () => {
    const client = await connect();
    client.send(JSON.stringify({ id: 1, method: 'people.list', params: { distance: 0.5, minFaces: 1 } }));
    expect(await nextMessage(client)).toMatchObject({ id: 1, result: { distance: 0.5 } });
    client.send(JSON.stringify({ id: 2, method: 'none', params: {} }));
    expect(await nextMessage(client)).toEqual({
      id: 2,
      error: { code: 'bad-request', message: "no method 'none'" },
    });
  });

  it('tells every client about events, until it leaves', async () => {
    const [first, second] = [await connect(), await connect()];
    const received = Promise.all([nextMessage(first), nextMessage(second)]);
    engine.emit('people.changed', {});
    const event = { event: 'people.changed', payload: {} };
    expect(await received).toEqual([event, event]);
    first.close();
    await expect.poll(() => engine.subscribers()).toBe(1);
  });

  it('is at /rpc alone', async () => {
    await expect(connect({ path: '/' })).rejects.toThrow('404');
  });

  it.each([
    ['a message over 1 MiB', 'x'.repeat(2 ** 20 + 1), 1009],
    ['no JSON', '{', 1007],
    ['bytes', Buffer.from('{}'), 1007],
  ])('hangs up on %s', async (_, message, code) => {
    const client = await connect();
    client.send(message);
    expect((await once(client, 'close'))[0]).toBe(code);
  });
});

describe('starting and closing', () => {
  it('says so where the port is taken', async () => {
    const second = startServer(engine, {
      port: server.port,
      rendererDirectory: folder,
      receivedDirectory: folder,
    });
    await expect(second).rejects.toMatchObject({ name: 'FamiliarError', code: 'bad-request' });
  });

  it('says goodbye to clients, stops listening, and leaves the engine open', async () => {
    const client = await connect();
    const goodbye = once(client, 'close');
    await Promise.all([server.close(), server.close()]);
    expect((await goodbye)[0]).toBe(1001);
    await expect(ask('GET', '/')).rejects.toThrow('ECONNREFUSED');
    expect(engine.closed).toBe(false);
  });

  it('does not wait for a client that neither reads nor answers', async () => {
    const client = await connect();
    client.pause();
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeLessThan(3000);
    client.terminate();
  });
});
