import { createHash } from 'node:crypto';
import { unlessAborted } from '../common/abort.ts';
import { onDisk, openRegular } from './disk.ts';
import { ImageHasher } from './image-identity.ts';
import { fileSystemError } from './scan.ts';

/** Bytes of one read. */
const chunkBytes = 1 << 20;

/** Identity of a file. */
export interface FileIdentity {
  /** SHA-256 of its bytes (32 bytes), independent of name, place and dates. */
  hash: Buffer;
  /** SHA-256 of the picture without metadata (32 bytes); null if it cannot be determined from the bytes. */
  image: Buffer | null;
}

/** @throws FamiliarError `path-missing` or `photo-unreadable` */
export async function identifyFile(path: string, signal?: AbortSignal): Promise<FileIdentity> {
  const hash = createHash('sha256');
  const image = new ImageHasher();
  await eachChunk(path, signal, (chunk) => {
    hash.update(chunk);
    image.update(chunk);
  });
  return { hash: hash.digest(), image: image.digest() };
}

/** The same for a film, whose content is its picture: what other programs change in a film is not told apart. */
export async function identifyFilm(path: string, signal?: AbortSignal): Promise<FileIdentity> {
  const hash = await hashFile(path, signal);
  return { hash, image: hash };
}

/** The `hash` of {@link identifyFile} alone. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  await eachChunk(path, signal, (chunk) => hash.update(chunk));
  return hash.digest();
}

async function eachChunk(
  path: string,
  signal: AbortSignal | undefined,
  take: (chunk: Buffer) => void,
): Promise<void> {
  try {
    const reading = readChunks(path, signal, take);
    await (signal ? unlessAborted(reading, signal) : reading);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw fileSystemError(error);
  }
}

/** A stream would take twice the time, since it allocates a buffer for every chunk. */
async function readChunks(
  path: string,
  signal: AbortSignal | undefined,
  take: (chunk: Buffer) => void,
): Promise<void> {
  await using file = await openRegular(path);
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await onDisk(path, () => file.read(chunk, 0, chunkBytes, null));
    if (bytesRead === 0) return;
    take(chunk.subarray(0, bytesRead));
  }
}
