import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { digestOf } from '../../common/checksum.ts';
import { log } from '../../logging/log.ts';

/**
 * Writes a value made of numbers, strings and typed arrays to a file with its checksum. The file is only a cache: if
 * it cannot be written, the next start computes the value again.
 */
export function keep(file: string, value: unknown): void {
  const bytes = serialize(value);
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, digestOf(bytes));
    writeFileSync(draft, bytes, { flag: 'a' });
    renameSync(draft, file);
  } catch (error) {
    log.warn('groups could not be kept', { error });
  }
}

/** Reads the value back; undefined where the file is missing or fails its checksum. */
export function recall(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    const value = bytes.subarray(checksumLength);
    return digestOf(value).equals(bytes.subarray(0, checksumLength)) ? deserialize(value) : undefined;
  } catch {
    return undefined;
  }
}

const checksumLength = 32;
