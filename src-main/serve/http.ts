import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { toWireError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { log } from '../logging/log.ts';

/** A request that is refused with a status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: ErrorCode;

  constructor(status: number, message: string, code: ErrorCode = 'bad-request') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Answers with the status of a {@link Refusal}, 400 for refusals of the engine, 500 for a defect. */
export function refusalAnswer(thrown: unknown): Response {
  if (thrown instanceof Refusal) {
    return answer({ error: { code: thrown.code, message: thrown.message } }, thrown.status);
  }
  const error = toWireError(thrown);
  if (error.code === 'internal') log.error('a request failed', { error: thrown });
  return answer({ error }, error.code === 'internal' ? 500 : 400);
}

/** A JSON answer that must not be cached. */
export function answer(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

/** Minimum pace of a body: after `grace` milliseconds, this many bytes a second on average. */
export interface Pace {
  grace: number;
  bytesPerSecond: number;
}

/** Allows a photo through a slow connection. */
const photoPace: Pace = { grace: 10_000, bytesPerSecond: 1024 };
/** A browser sends a small body together with the headers. */
const jsonPace: Pace = { grace: 2000, bytesPerSecond: Infinity };

/**
 * The chunks of a body. If the reader stops early, the connection stays open, so that it can be answered; a
 * body that is too slow ends it.
 * @throws Refusal 408 for such a body, 400 if the sender disconnects
 */
export async function* bodyOf(request: Readable, pace = photoPace): AsyncGenerator<Buffer> {
  const started = performance.now();
  let length = 0;
  const watch = setInterval(() => {
    const seconds = (performance.now() - started - pace.grace) / 1000;
    if (seconds > 0 && length < seconds * pace.bytesPerSecond) {
      request.destroy(new Refusal(408, 'the body came too slowly', 'connection-lost'));
    }
  }, pace.grace / 4);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    throw new Refusal(400, 'the connection ended', 'connection-lost');
  } finally {
    clearInterval(watch);
  }
}

/** Maximum length of a JSON body in bytes. */
const maxJsonBytes = 4096;

/** @throws Refusal 413 or 400 for a body that is too long or not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bodyOf(request, jsonPace)) {
    length += chunk.length;
    if (length > maxJsonBytes) throw new Refusal(413, 'the body is too long');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}

/**
 * Writes an answer with additional headers. If the client is still sending a body, the connection ends with
 * the answer.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answered: Response,
  headers: Record<string, string>,
): Promise<void> {
  const body = Buffer.from(await answered.arrayBuffer());
  response.writeHead(answered.status, {
    ...Object.fromEntries(answered.headers),
    ...headers,
    'content-length': body.length,
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
