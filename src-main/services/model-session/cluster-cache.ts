import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/**
 * Keeps a value made of numbers, texts and typed arrays in a file, behind its checksum. It is only a cache:
 * where it cannot be written, the next start makes it anew.
 */
export function keep(file: string, value: unknown): void {
  const bytes = serialize(value);
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, checksum(bytes));
    writeFileSync(draft, bytes, { flag: 'a' });
    renameSync(draft, file);
  } catch (error) {
    console.error(`groups could not be kept: ${(error as Error).message}`);
  }
}

/** What was kept; undefined where there is nothing that can be trusted. */
export function recall(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    const value = bytes.subarray(checksumLength);
    return checksum(value).equals(bytes.subarray(0, checksumLength)) ? deserialize(value) : undefined;
  } catch {
    return undefined;
  }
}

const checksumLength = 32;
const checksum = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
