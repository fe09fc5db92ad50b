import sharp from 'sharp';
import type { ReadableDb } from '../../db/open.ts';
import { getChip } from '../../db/pictures.ts';
import { perceptualHash } from '../../metric-learning/near-duplicates.ts';
import { pixelsOf } from '../../photos/pixels.ts';

/** Chips decoded at a time. */
const atOnce = 8;

/** Perceptual hashes of faces' chips, cached for the life of the process: a chip never changes. */
export class ChipHashes {
  readonly #known = new Map<number, Uint32Array | null>();

  /** Hashes in the order of the faces; null where a chip is missing or unreadable. */
  async of(db: ReadableDb, faceIds: readonly number[]): Promise<(Uint32Array | null)[]> {
    const missing = faceIds.filter((faceId) => !this.#known.has(faceId));
    for (let start = 0; start < missing.length; start += atOnce) {
      await Promise.all(
        missing.slice(start, start + atOnce).map(async (faceId) => {
          const chip = getChip(db, faceId);
          this.#known.set(faceId, chip ? await hashOf(chip) : null);
        }),
      );
    }
    return faceIds.map((faceId) => this.#known.get(faceId) ?? null);
  }
}

async function hashOf(jpeg: Buffer): Promise<Uint32Array | null> {
  try {
    return await perceptualHash(await pixelsOf(sharp(jpeg).toColourspace('srgb').removeAlpha()));
  } catch {
    return null;
  }
}
