import { basename } from 'node:path';
import sharp from 'sharp';
import { elementAt } from '../common/elements.ts';
import type { ProposalSource } from '../db/proposals.ts';
import { frames, type Frames, type PhotoFrame } from './frames.ts';
import { personName } from '../common/person-name.ts';
import { type Companion, companionsOf } from '../photos/companions.ts';
import { readBoxMetadata } from '../photos/decoding/box-metadata.ts';
import { headLength, kindOf } from '../photos/decoding/kinds.ts';
import { onDisk, readPhotoHead, readRegular, wholePhoto } from '../photos/disk.ts';
import { readKeywordNames } from './keyword-names.ts';
import { classifyName } from './nobody.ts';
import type { PhotoNotes } from '../photos/dates.ts';
import { type MetadataBlocks, readPhotoNotes } from './photo-notes.ts';
import { readPicasaFaces } from './picasa.ts';
import { type FaceRegion, readAcdseeRegions, readMicrosoftRegions, readMwgRegions } from './regions.ts';
import { readTakeout } from './takeout.ts';
import { parseXmp } from './xmp.ts';

/** Maximum size of a companion file in bytes. */
const maxSidecarBytes = 16 * 2 ** 20;

/** Faces marked in one file, and the possible orientations of their boxes. */
export interface MarkedFaces extends Frames {
  source: ProposalSource;
  faces: FaceRegion[];
}

/** Names of people in a photo, as written by other programs. */
export interface WrittenNames {
  /** Sorted by priority: sidecars come first, since they are written later than photos. */
  marked: MarkedFaces[];
  /** Names of people in the photo without a position. */
  unplaced: { name: string; source: ProposalSource }[];
}

/** All relevant metadata of a photo and its companions. */
export interface Written extends WrittenNames {
  notes: PhotoNotes;
}

/**
 * Reads the names that other programs have given to faces of a photo and to the photo, its date and its
 * place. Broken metadata, common in real libraries, give empty results. Reads only the header of the photo.
 * @param companions by default the companion files of the photo
 */
export async function readWritten(
  path: string,
  photo: PhotoFrame,
  companions?: readonly Companion[],
): Promise<Written> {
  const beside = companions ?? (await companionsOf(path));
  const [blocks, ...files] = await Promise.all([
    blocksOf(path),
    ...beside.map((file) => smallFile(file.path)),
  ]);
  const all = beside.map(({ kind }, i) => readers[kind](elementAt(files, i), basename(path), photo));
  const lists = [...all, fromXmp(blocks.xmp, 'photo', photo)];
  return {
    marked: lists.flatMap(({ marked }) => marked).filter(({ faces }) => faces.length > 0),
    unplaced: lists.flatMap(({ unplaced }) => unplaced),
    notes: readPhotoNotes(
      path,
      blocks,
      beside.flatMap(({ kind }, i) => (files[i] ? [{ kind, bytes: files[i] }] : [])),
    ),
  };
}

type Reader = (bytes: Uint8Array | null, photo: string, frame: PhotoFrame) => WrittenNames;

const nothing: WrittenNames = { marked: [], unplaced: [] };

const readers: Record<Companion['kind'], Reader> = {
  xmp: (bytes, _photo, frame) => fromXmp(bytes, 'sidecar', frame),
  takeout: (bytes) => ({
    marked: [],
    unplaced: somebody(bytes ? (readTakeout(textOf(bytes))?.people ?? []) : [], 'sidecar'),
  }),
  picasa: (bytes, photo, frame) => {
    const faces = bytes ? named(readPicasaFaces(textOf(bytes), photo)) : [];
    return { marked: [{ source: 'sidecar', ...frames(frame, null), faces }], unplaced: [] };
  },
};

function fromXmp(
  bytes: Uint8Array | null | undefined,
  source: ProposalSource,
  photo: PhotoFrame,
): WrittenNames {
  if (!bytes) return nothing;
  try {
    const document = parseXmp(bytes);
    const sized = [readMwgRegions(document), readAcdseeRegions(document)];
    const microsoft = { appliedTo: null, faces: readMicrosoftRegions(document) };
    const marked = [...sized, microsoft].map(({ appliedTo, faces }) => ({
      source,
      ...frames(photo, appliedTo),
      faces: named(faces),
    }));
    return { marked, unplaced: somebody(readKeywordNames(document), source) };
  } catch {
    return nothing;
  }
}

/** The byte order mark is not part of the text. */
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const named = (faces: readonly FaceRegion[]): FaceRegion[] =>
  faces.map(({ name, box }) => ({ name: personName(name), box })).filter(({ name }) => name !== '');

const somebody = (names: readonly string[], source: ProposalSource): WrittenNames['unplaced'] =>
  names
    .map(personName)
    .filter((name) => classifyName(name) === 'somebody')
    .map((name) => ({ name, source }));

/** The XMP in the header of a photo; undefined without XMP. */
export const packetOf = async (path: string): Promise<Buffer | undefined> => (await blocksOf(path)).xmp;

async function blocksOf(path: string): Promise<MetadataBlocks> {
  try {
    // libvips caches files by path, even if a file has changed; each thread that loads sharp switches its cache on again.
    sharp.cache(false);
    const read = () => sharp(path, { limitInputPixels: false }).metadata();
    const { exif, xmp, iptc } = await onDisk(path, read);
    return { exif, xmp, iptc };
  } catch {
    return blocksInBoxes(path);
  }
}

/** sharp reads neither JPEG XL nor JPEG 2000. */
async function blocksInBoxes(path: string): Promise<MetadataBlocks> {
  try {
    const kind = kindOf(await readPhotoHead(path, headLength));
    const hasBoxes = kind && 'readable' in kind && (kind.readable === 'jxl' || kind.readable === 'jp2');
    return hasBoxes ? readBoxMetadata(await wholePhoto(path)) : {};
  } catch {
    return {};
  }
}

async function smallFile(path: string): Promise<Uint8Array | null> {
  try {
    return await readRegular(path, maxSidecarBytes);
  } catch {
    return null;
  }
}
