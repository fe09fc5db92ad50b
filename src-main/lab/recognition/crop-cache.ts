import { required } from '../../common/elements.ts';
import { openCacheFile } from './cache-file.ts';

/** A face that was cut out of a photo. */
export interface StoredCrop {
  /** JPEG of the aligned face. */
  jpeg: Uint8Array;
  /** Perceptual hash (metric-learning/near-duplicates.ts). */
  hash: Uint32Array;
}

/** Cache of faces cut out of photos, null where a photo has none. The file may be deleted at any time. */
export interface CropCache {
  /** @param photo SHA-256 of the file */
  get(photo: Buffer): StoredCrop | null | undefined;
  put(photo: Buffer, crop: StoredCrop | null): void;
  close(): void;
}

/**
 * @param directory made where there is none
 * @param recipe all that a crop depends on besides the photo
 * @throws FamiliarError `bad-request` where the directory cannot hold a cache
 */
export function openCropCache(directory: string, recipe: string): CropCache {
  const db = openCacheFile(directory, 'crops.sqlite', table);
  const select = db.prepare('SELECT jpeg, hash FROM crops WHERE recipe = ? AND photo = ?');
  const insert = db.prepare('INSERT OR REPLACE INTO crops (recipe, photo, jpeg, hash) VALUES (?, ?, ?, ?)');
  return {
    get(photo) {
      const row = select.get(recipe, photo) as { jpeg: Buffer | null; hash: Buffer | null } | undefined;
      if (!row) return undefined;
      if (!row.jpeg) return null;
      return { jpeg: row.jpeg, hash: new Uint32Array(Uint8Array.from(required(row.hash)).buffer) };
    },
    put(photo, crop) {
      const hash = crop && Buffer.from(crop.hash.buffer, crop.hash.byteOffset, crop.hash.byteLength);
      insert.run(recipe, photo, crop && Buffer.from(crop.jpeg), hash);
    },
    close: () => void db.close(),
  };
}

const table =
  'CREATE TABLE IF NOT EXISTS crops (recipe TEXT, photo BLOB, jpeg BLOB, hash BLOB, ' +
  'PRIMARY KEY (recipe, photo)) STRICT, WITHOUT ROWID';
