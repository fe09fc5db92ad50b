import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { unlessAborted } from '../common/abort.ts';
import { fileSystemError } from './scan.ts';

/**
 * A photo's identity: the SHA-256 of the file's bytes (32 bytes), whatever its name, place and dates.
 * @throws FamiliarError `path-missing` or `photo-unreadable`
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  try {
    const reading = pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
    await (signal ? unlessAborted(reading, signal) : reading);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw fileSystemError(error);
  }
  return hash.digest();
}
