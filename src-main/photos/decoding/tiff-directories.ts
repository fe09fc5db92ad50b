import { uint8At } from '../../common/typed-arrays.ts';

/**
 * One picture of a TIFF file, by its directory (TIFF 6.0; DNG and other raw formats use the same structure).
 */
export interface TiffDirectory {
  /** Index in the file's chain of directories. */
  page: number;
  /** Index among the nested directories of that page; null for the page itself. */
  subIfd: number | null;
  width: number;
  height: number;
  /** True for a reduced copy of another picture. */
  isReduced: boolean;
  compression: number;
  photometric: number;
  bits: number;
  /** EXIF orientation, 1 to 8; null if absent. */
  orientation: number | null;
  isDng: boolean;
  /** False if no strip or tile has a byte. */
  hasPixels: boolean;
}

const tags = {
  subfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  orientation: 274,
  stripBytes: 279,
  tileBytes: 325,
  subIfds: 330,
  dngVersion: 50706,
} as const;

/** Bytes of a value by its type: byte, ascii, short, long … and IFD. */
const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };
/** Version of BigTIFF, which has 64-bit offsets. */
const bigVersion = 43;
/** Maximum number of directories; no camera writes more. */
const mostDirectories = 64;

/** Reads the directories of a TIFF file; damaged ones are left out. */
export function readTiffDirectories(file: Buffer): TiffDirectory[] {
  if (file.length < 16) return [];
  const isLittle = file.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number) => (isLittle ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const read32 = (at: number) => (isLittle ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const read64 = (at: number) => Number(isLittle ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
  const isBig = read16(2) === bigVersion;
  const readPlace = isBig ? read64 : read32;
  /** Bytes of an offset, of the number of entries, and of an entry. */
  const [placeBytes, countBytes, entryBytes] = isBig ? [8, 8, 20] : [4, 2, 12];
  const found: TiffDirectory[] = [];
  const seen = new Set<number>();

  const readOne = (at: number, page: number, subIfd: number | null): number => {
    if (seen.has(at) || seen.size >= mostDirectories || at === 0 || at + countBytes > file.length) return 0;
    seen.add(at);
    const end = at + countBytes + entryBytes * (isBig ? read64(at) : read16(at));
    if (end > file.length) return 0;
    const values = (tag: number): number[] => {
      for (let entry = at + countBytes; entry < end; entry += entryBytes) {
        if (read16(entry) !== tag) continue;
        const [size, all] = [sizes[read16(entry + 2)] ?? 0, readPlace(entry + 4)];
        const length = Math.min(all, mostDirectories);
        const valueAt = entry + 4 + placeBytes;
        const from = size * all <= placeBytes ? valueAt : readPlace(valueAt);
        if (size === 0 || from + size * length > file.length) return [];
        const read =
          size === 1 ? (i: number) => uint8At(file, i) : size === 2 ? read16 : size === 4 ? read32 : read64;
        return Array.from({ length }, (_, i) => read(from + size * i));
      }
      return [];
    };
    const value = (tag: number, otherwise: number): number => values(tag)[0] ?? otherwise;
    found.push({
      page,
      subIfd,
      width: value(tags.width, 0),
      height: value(tags.height, 0),
      isReduced: (value(tags.subfileType, 0) & 1) === 1,
      compression: value(tags.compression, 1),
      photometric: value(tags.photometric, -1),
      bits: value(tags.bits, 1),
      orientation: values(tags.orientation)[0] ?? null,
      isDng: values(tags.dngVersion).length > 0,
      hasPixels: ![...values(tags.stripBytes), ...values(tags.tileBytes)].every((bytes) => bytes === 0),
    });
    if (subIfd === null) values(tags.subIfds).forEach((within, i) => readOne(within, page, i));
    return end + placeBytes <= file.length ? readPlace(end) : 0;
  };

  let next = isBig ? read64(8) : read32(4);
  for (let page = 0; next !== 0; page++) next = readOne(next, page, null);
  return found;
}
