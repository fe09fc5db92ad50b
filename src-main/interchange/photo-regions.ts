import { basename } from 'node:path';
import sharp from 'sharp';
import type { ProposalSource } from '../db/proposals.ts';
import { frames, type Frames, type PhotoFrame } from './frames.ts';
import { personName } from '../common/person-name.ts';
import { type Companion, companionsOf } from '../photos/companions.ts';
import { onDisk, readRegular } from '../photos/disk.ts';
import { readKeywordNames } from './keyword-names.ts';
import { meaningOf } from './nobody.ts';
import type { PhotoNotes } from '../photos/dates.ts';
import { type MetadataBlocks, readPhotoNotes } from './photo-notes.ts';
import { readPicasaFaces } from './picasa.ts';
import { type FaceRegion, readAcdseeRegions, readMicrosoftRegions, readMwgRegions } from './regions.ts';
import { readTakeout } from './takeout.ts';
import { parseXmp } from './xmp.ts';

// libvips remembers what it has read by path, also where the file has changed since.
sharp.cache(false);

/** No file beside a photo is longer that tells of it. In bytes. */
const maxSidecarBytes = 16 * 2 ** 20;

/** Faces marked in one file, and the orientations by which their boxes may have to be turned upright. */
export interface MarkedFaces extends Frames {
  source: ProposalSource;
  faces: FaceRegion[];
}

/** What other programs say of who is in a photo. */
export interface WrittenNames {
  /** What is to be believed first, first: sidecars, which are written later than photos. */
  marked: MarkedFaces[];
  /** Of people who are in the photo somewhere. */
  unplaced: { name: string; source: ProposalSource }[];
}

/** All that is written in a photo's file and beside it. */
export interface Written extends WrittenNames {
  notes: PhotoNotes;
}

/**
 * Reads the names that other programs have given to faces of a photo, and to the photo, and when and where it was
 * taken. Broken metadata are common in real libraries and give nothing. Reads the photo's header alone.
 * @param companions by default those that lie beside the photo
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
  const all = beside.map(({ kind }, i) => readers[kind](files[i], basename(path), photo));
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

/** A byte order mark is no part of the text. */
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const named = (faces: readonly FaceRegion[]): FaceRegion[] =>
  faces.map(({ name, box }) => ({ name: personName(name), box })).filter(({ name }) => name !== '');

const somebody = (names: readonly string[], source: ProposalSource): WrittenNames['unplaced'] =>
  names
    .map(personName)
    .filter((name) => meaningOf(name) === 'somebody')
    .map((name) => ({ name, source }));

/** The XMP in the header of a photo; undefined where there is none. */
export const packetOf = async (path: string): Promise<Buffer | undefined> => (await blocksOf(path)).xmp;

async function blocksOf(path: string): Promise<MetadataBlocks> {
  try {
    const read = () => sharp(path, { limitInputPixels: false }).metadata();
    const { exif, xmp, iptc } = await onDisk(path, read);
    return { exif, xmp, iptc };
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
