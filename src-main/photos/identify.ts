import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { unlessAborted } from '../common/abort.ts';
import { fileSystemError } from './scan.ts';

/** Bytes read at once. */
const chunkBytes = 1 << 20;

/**
 * A photo's identity: the SHA-256 of the file's bytes (32 bytes), whatever its name, place and dates.
 * @throws FamiliarError `path-missing` or `photo-unreadable`
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  try {
    const reading = readInto(hash, path, signal);
    await (signal ? unlessAborted(reading, signal) : reading);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw fileSystemError(error);
  }
  return hash.digest();
}

/** A stream would take twice the time: it fills a new buffer for every chunk. */
async function readInto(hash: Hash, path: string, signal?: AbortSignal): Promise<void> {
  await using file = await open(path);
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
    if (bytesRead === 0) return;
    hash.update(chunk.subarray(0, bytesRead));
  }
}
