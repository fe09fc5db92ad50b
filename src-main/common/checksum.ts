import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Lower-case hexadecimal SHA-256 of a file's content. */
export const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

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
