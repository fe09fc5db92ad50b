import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheDirectory } from '../../common/cache-directory.ts';
import { openCacheFile } from './cache-file.ts';
import type { PhotoFaces } from './photo-faces.ts';

/**
 * The faces of photos that were recognised before, so that a second evaluation takes seconds. It is only a
 * cache: the file may be deleted at any time.
 */
export interface FaceCache {
  /** @param photo SHA-256 of the file */
  get(photo: Buffer): PhotoFaces | undefined;
  put(photo: Buffer, faces: PhotoFaces): void;
  close(): void;
}

/** Vector and box of each face; the vector as base64 of its little-endian floats. */
type StoredFaces = Omit<PhotoFaces, 'faces'> & {
  faces: (Omit<PhotoFaces['faces'][number], 'vector'> & { vector: string })[];
};

/** Default directory of the caches. */
export const defaultCacheDirectory = (): string => join(cacheDirectory(), 'evaluation');

/**
 * Opens the cache for what one recogniser finds. Another recogniser, told by `recogniser`, never sees it.
 * @param directory made where there is none
 * @param recogniser everything that the faces depend on besides the photo: models, version, device
 * @throws FamiliarError `bad-request` where the directory cannot hold a cache
 */
export function openFaceCache(directory: string, recogniser: Record<string, unknown>): FaceCache {
  const key = createHash('sha256').update(JSON.stringify(recogniser)).digest();
  const db = openCacheFile(directory, 'faces.sqlite', table);
  const select = db.prepare('SELECT faces FROM photos WHERE recogniser = ? AND photo = ?').pluck();
  const insert = db.prepare('INSERT OR REPLACE INTO photos (recogniser, photo, faces) VALUES (?, ?, ?)');
  return {
    get(photo) {
      const stored = select.get(key, photo) as string | undefined;
      return stored === undefined ? undefined : decode(JSON.parse(stored) as StoredFaces);
    },
    put: (photo, faces) => void insert.run(key, photo, JSON.stringify(encode(faces))),
    close: () => void db.close(),
  };
}

const table =
  'CREATE TABLE IF NOT EXISTS photos (recogniser BLOB, photo BLOB, faces TEXT, ' +
  'PRIMARY KEY (recogniser, photo)) STRICT, WITHOUT ROWID';

function encode({ faces, ...photo }: PhotoFaces): StoredFaces {
  const text = (v: Float32Array) => Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString('base64');
  return { ...photo, faces: faces.map((face) => ({ ...face, vector: text(face.vector) })) };
}

function decode({ faces, ...photo }: StoredFaces): PhotoFaces {
  const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
  return { ...photo, faces: faces.map((face) => ({ ...face, vector: floats(face.vector) })) };
}
