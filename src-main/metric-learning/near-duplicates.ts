import { elementAt, required } from '../common/elements.ts';
import { int32At, numberAt, uint32At, uint8At } from '../common/typed-arrays.ts';
import { imageOf, type Pixels, pixelsOf } from '../photos/pixels.ts';

/** Differences along a row, and rows. */
const side = 16;
/** 32-bit words of a hash. */
const words = (side * side) / 32;
/**
 * Bits by which hashes of one picture may differ, of 256. On 400 photos of Labeled Faces in the Wild (the middle 200
 * pixels) a copy at 110 pixels, paler, JPEG 40, differs by 32 at most, one shifted by 2 pixels by 41; two photos of
 * one person by 59 at least (1,645 pairs; 117 in the median).
 */
const nearBits = 44;

/**
 * Perceptual hash of a face's chip: 256 bits, each telling whether a cell of a 17 x 16 grid is brighter than the one to
 * its right (the difference hash, dHash, at four times its usual size, since aligned faces have their coarse shades in
 * common). It hardly changes with size, compression or overall brightness.
 * @param chip cut with room around the face, so that hair and background tell photos apart
 */
export async function perceptualHash(chip: Pixels): Promise<Uint32Array> {
  const { data } = await pixelsOf(imageOf(chip).resize(side + 1, side, { fit: 'fill' }));
  const brightness = (column: number, row: number) => {
    const at = 3 * (row * (side + 1) + column);
    return uint8At(data, at) + 2 * uint8At(data, at + 1) + uint8At(data, at + 2);
  };
  const hash = new Uint32Array(words);
  for (let bit = 0; bit < side * side; bit++) {
    const [column, row] = [bit % side, Math.floor(bit / side)];
    if (brightness(column, row) > brightness(column + 1, row))
      hash[bit >>> 5] = uint32At(hash, bit >>> 5) | (1 << (bit & 31));
  }
  return hash;
}

/** Number of bits in which two hashes differ, 0 to 256. */
export function hashDistance(a: Uint32Array, b: Uint32Array): number {
  let bits = 0;
  for (let word = 0; word < words; word++) bits += countBits(uint32At(a, word) ^ uint32At(b, word));
  return bits;
}

/**
 * Gathers faces that must lie on one side of a split: those of one photo, those whose chips are nearly the same, and
 * what hangs together by these. Compares every two hashes, which takes a second for about 10,000 faces.
 * @param photos photo of each face
 * @param hashes {@link perceptualHash} of each; null where there is no chip
 * @returns number of each face's group, from 0, in the order of their first faces
 */
export function duplicateGroups(
  photos: ArrayLike<number>,
  hashes: readonly (Uint32Array | null)[],
): Int32Array {
  const parents = Int32Array.from(hashes.keys());
  const firstOf = new Map<number, number>();
  for (const [face, hash] of hashes.entries()) {
    const first = firstOf.get(numberAt(photos, face)) ?? face;
    firstOf.set(numberAt(photos, face), first);
    join(parents, first, face);
    if (hash === null) continue;
    for (let other = 0; other < face; other++) {
      const against = elementAt(hashes, other);
      if (against !== null && hashDistance(hash, against) <= nearBits) join(parents, other, face);
    }
  }
  const numbers = new Map<number, number>();
  return parents.map((_, face) => {
    const root = find(parents, face);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return required(numbers.get(root));
  });
}

/** Union-find with path halving (Tarjan and van Leeuwen 1984); the lower root stays. */
function find(parents: Int32Array, face: number): number {
  while (parents[face] !== face) {
    parents[face] = int32At(parents, int32At(parents, face));
    face = int32At(parents, face);
  }
  return face;
}

function join(parents: Int32Array, a: number, b: number): void {
  const [first, second] = [find(parents, a), find(parents, b)];
  parents[Math.max(first, second)] = Math.min(first, second);
}

/** Bits that are set in a 32-bit word, added up in pairs, fours and eights. */
function countBits(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  word = (word + (word >>> 4)) & 0x0f0f0f0f;
  return Math.imul(word, 0x01010101) >>> 24;
}
