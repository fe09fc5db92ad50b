import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { toWireError } from '../contract/errors.ts';
import { parsePicturePath } from '../contract/pictures.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { log } from '../logging/log.ts';
import { openRegular } from '../photos/disk.ts';

/** Extensions of the renderer's build. No other files are served. */
const mimeOfEnding: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Plain names only: no escapes, no `..`, no hidden files. */
const filePath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

const assetFolder = '/assets/';
const forGood = 'public, max-age=31536000, immutable';

/**
 * A file of the renderer's build. Files in `assets/` have a hash of their content in their name and may be
 * cached permanently; others must be revalidated.
 * @param directory the build's folder
 * @param path decoded path of the URL; `/` is `index.html`
 */
export async function pageFile(directory: string, path: string): Promise<Response> {
  const file = path === '/' ? '/index.html' : path;
  const mime = mimeOfEnding[extname(file)];
  if (mime === undefined || !filePath.test(file)) return notFound();
  let bytes: Buffer;
  try {
    bytes = await readFile(join(directory, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return notFound();
    throw error;
  }
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': mime,
      'cache-control': file.startsWith(assetFolder) ? forGood : 'no-cache',
    },
  });
}

/**
 * A picture by its path; null for other paths. A browser may show but not cache it: a picture that is deleted
 * permanently would remain in the cache, even if a command deletes it while no page is open.
 */
export async function pictureAnswer(
  picture: (kind: PictureKind, id: number) => Promise<Picture>,
  path: string,
  range: string | null = null,
): Promise<Response | null> {
  const wanted = parsePicturePath(path);
  if (wanted === null) return null;
  try {
    const found = await picture(wanted.kind, wanted.id);
    if ('file' in found) return await partAnswer(found.file, found.mime, range);
    return new Response(found.bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': found.mime, ...uncached },
    });
  } catch (thrown) {
    const error = toWireError(thrown);
    if (error.code === 'internal')
      log.error('a picture failed', { error: thrown, facts: { kind: wanted.kind, id: wanted.id } });
    return Response.json({ error }, { status: statusOfCode(error.code), headers: uncached });
  }
}

const uncached = { 'cache-control': 'no-store' };

/** Bytes of one answer at most: a player asks for the next part when it needs it. */
const mostBytes = 4 * 2 ** 20;

/**
 * A part of a file (RFC 9110, 14.2), shorter than asked for where that is long. A request without a range gets a short
 * file whole; of a long one, it is told to ask for parts.
 */
async function partAnswer(path: string, mime: string, range: string | null): Promise<Response> {
  await using file = await openRegular(path);
  const { size } = await file.stat();
  const asked = range === null ? null : /^bytes=(\d*)-(\d*)$/.exec(range);
  const headers = { 'content-type': mime, 'accept-ranges': 'bytes', ...uncached };
  const refuse = () =>
    new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  if (range === null && size > mostBytes) return refuse();
  if (range !== null && (!asked || (asked[1] === '' && asked[2] === ''))) return refuse();
  const [, from = '', to = ''] = asked ?? [];
  const start = from === '' ? Math.max(0, size - Number(to || size)) : Number(from);
  const last = Math.min(size - 1, from !== '' && to !== '' ? Number(to) : size - 1, start + mostBytes - 1);
  if (start >= size || last < start)
    return size === 0 && range === null ? new Response(null, { headers }) : refuse();
  const bytes = Buffer.alloc(last - start + 1);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  const end = start + bytesRead - 1;
  return new Response(bytes.subarray(0, bytesRead), {
    status: asked ? 206 : 200,
    headers: asked ? { ...headers, 'content-range': `bytes ${start}-${end}/${size}` } : headers,
  });
}

function notFound(): Response {
  return new Response('Not found\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...uncached },
  });
}

function statusOfCode(code: string): number {
  if (code === 'not-found') return 404;
  if (code.startsWith('photo-')) return 422;
  if (code === 'connection-lost') return 503;
  return 500;
}
