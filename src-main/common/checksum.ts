import { createHash } from 'node:crypto';

/** Lower-case hexadecimal SHA-256 of a file's content, by which a changed or damaged file is known. */
export const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
