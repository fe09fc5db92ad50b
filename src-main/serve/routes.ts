import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { elementAt, required } from '../common/elements.ts';
import type { Engine } from '../contract/engine.ts';
import { methods } from '../contract/methods.ts';
import { pageFile, pictureAnswer } from '../rpc/page.ts';
import type { Access } from './access.ts';
import type { Connections } from './connections.ts';
import { parseFilePath } from './file-name.ts';
import { answer, readJson, Refusal } from './http.ts';
import { receiveLimits } from './received.ts';
import type { Received } from './received.ts';

const tokenBody = z.strictObject({ token: z.string().max(200) });
const receivedPath = /^\/received\/([0-9a-f]+)\/(.+)$/;
const importPath = /^\/received\/([0-9a-f]+)\/import$/;

export interface Site {
  engine: Engine;
  access: Access;
  connections: Connections;
  received: Received;
  rendererDirectory: string;
}

/**
 * Answers one request. Without a session, only the page's own files and the exchange of a token are
 * available.
 * @throws Refusal
 */
export async function route(site: Site, request: IncomingMessage): Promise<Response> {
  const { access } = site;
  if (!access.hostAllowed(request)) throw new Refusal(403, 'not a name of this server');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (method !== 'GET' && !access.originAllowed(request)) throw new Refusal(403, 'not from this page');
  const path = (request.url ?? '/').replace(/[?#].*$/s, '');

  if (method === 'POST' && path === '/session') return openSession(access, request);
  if (method === 'GET' && !path.startsWith('/picture/')) return pageFile(site.rendererDirectory, path);
  if (!access.hasSession(request)) throw new Refusal(401, 'open the address that Familiar printed');
  site.connections.know(request.socket);

  if (method === 'GET') {
    const range = request.headers.range ?? null;
    const picture = await pictureAnswer((kind, id) => site.engine.picture(kind, id), path, range);
    if (picture !== null) return picture;
  }
  if (method === 'POST' && path === '/received') return answer({ batch: await site.received.begin() });
  if (method === 'POST' && path === '/identify') return identify(site, request);
  const imported = importPath.exec(path);
  if (method === 'POST' && imported) return importBatch(site, elementAt(imported, 1));
  const stored = receivedPath.exec(path);
  if (method === 'PUT' && stored)
    return storeFile(site.received, elementAt(stored, 1), elementAt(stored, 2), request);
  throw new Refusal(404, 'nothing there', 'not-found');
}

async function openSession(access: Access, request: IncomingMessage): Promise<Response> {
  const body = tokenBody.safeParse(await readJson(request));
  if (!body.success) throw new Refusal(400, 'the body is {token}');
  const session = access.openSession(body.data.token);
  if (session === null) throw new Refusal(401, 'the token is of another start, or was used before');
  const answered = answer({ key: session.key });
  answered.headers.set('set-cookie', session.cookie);
  return answered;
}

async function storeFile(
  received: Received,
  batch: string,
  path: string,
  request: IncomingMessage,
): Promise<Response> {
  const names = parseFilePath(path);
  if (names === null) throw new Refusal(400, 'not a plain file name');
  refuseTooLarge(request);
  await received.store(batch, names, request);
  return answer({});
}

/** Refuses a file before it is sent. @throws Refusal 413 */
function refuseTooLarge({ headers }: IncomingMessage): void {
  if (Number(headers['content-length'] ?? 0) > receiveLimits.fileBytes) {
    throw new Refusal(413, `a file may have ${receiveLimits.fileBytes} bytes`);
  }
}

/** `faces.identify` of a photo in the request's body, which is not stored. */
async function identify({ received, engine }: Site, request: IncomingMessage): Promise<Response> {
  refuseTooLarge(request);
  const text = new URL(required(request.url), 'http://localhost').searchParams.get('distance');
  const distance = methods['faces.identify'].params.shape.distance.safeParse(Number(text ?? NaN));
  if (!distance.success) throw new Refusal(400, 'a distance is needed');
  const context = { signal: new AbortController().signal };
  return received.pass(request, async (path) =>
    answer(await engine.handlers['faces.identify']({ path, distance: distance.data }, context)),
  );
}

async function importBatch({ received, engine }: Site, batch: string): Promise<Response> {
  const context = { signal: new AbortController().signal };
  await received.handOn(batch, async (directory) => {
    await engine.handlers['import.start']({ paths: [directory] }, context);
  });
  return answer({});
}
