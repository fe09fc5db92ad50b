import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** SHA-256 of some bytes, 32 bytes. */
export const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Lower-case hexadecimal SHA-256 of a file's content. */
export const checksum = (bytes: Uint8Array): string => digestOf(bytes).toString('hex');

const bytesAtATime = 1 << 20;

/** The same for a file that may be large, read in pieces. */
export function checksumOfFile(path: string): string {
  const hash = createHash('sha256');
  const bytes = Buffer.allocUnsafe(bytesAtATime);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const read = readSync(file, bytes);
      if (read === 0) return hash.digest('hex');
      hash.update(bytes.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}
