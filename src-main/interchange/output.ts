import { createWriteStream } from 'node:fs';
import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { flushFile, flushFolder } from '../common/flush.ts';
import { FamiliarError } from '../contract/errors.ts';
import { draftOf, sweepDrafts } from './drafts.ts';

/** Characters written at once. */
const pieceLength = 2 ** 16;

/**
 * Writes a document to a file atomically, or to standard output.
 * @throws FamiliarError `output-unwritable`
 */
export async function writePieces(path: string | null, pieces: Iterable<string>): Promise<void> {
  const readable = Readable.from(joined(pieces));
  if (path === null) {
    await pipeline(readable, process.stdout, { end: false });
    return;
  }
  await replaceFile(path, (draft) => pipeline(readable, createWriteStream(draft, { flags: 'wx' })));
}

/**
 * Writes a text or bytes to a file atomically; an existing file keeps its permissions.
 * @throws FamiliarError `output-unwritable`
 */
export const writeWhole = (path: string, content: string | Uint8Array): Promise<void> =>
  replaceFile(path, (draft) => writeFile(draft, content, { flag: 'wx' }));

async function replaceFile(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = draftOf(target);
  sweepDrafts(dirname(target));
  try {
    const before = await stat(target).catch(() => null);
    if (before && !before.isFile()) throw new Error('there is something else in its place');
    await write(draft);
    if (before) await chmod(draft, before.mode);
    flushFile(draft);
    await rename(draft, target);
    flushFolder(dirname(target));
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    if (cause instanceof FamiliarError || (cause as NodeJS.ErrnoException).code?.startsWith('SQLITE'))
      throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FamiliarError('output-unwritable', `${path} cannot be written: ${why}`, { cause });
  }
}

/** Joins pieces into fewer and longer ones; as bytes, which standard output does not change. */
function* joined(pieces: Iterable<string>): Generator<Buffer> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < pieceLength) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
