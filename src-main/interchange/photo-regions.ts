import { extname } from 'node:path';
import sharp from 'sharp';
import type { ProposalSource } from '../db/proposals.ts';
import { frames, type PhotoFrame } from './frames.ts';
import { personName } from '../common/person-name.ts';
import { onDisk, readRegular } from '../photos/disk.ts';
import { type FaceRegion, readMicrosoftRegions, readMwgRegions } from './regions.ts';
import { parseXmp } from './xmp.ts';

// libvips remembers what it has read by path, also where the file has changed since.
sharp.cache(false);

/** No sidecar of a photo is longer; what is, is no sidecar. In bytes. */
const maxSidecarBytes = 16 * 2 ** 20;

/** Faces marked with names in one file, and the orientations by which their boxes may have to be turned upright. */
export interface MarkedFaces {
  source: ProposalSource;
  orientations: number[];
  faces: FaceRegion[];
}

/** Where programs keep what they know of a photo, without writing into it: `photo.jpg.xmp` and `photo.xmp`. */
export const sidecarsOf = (photo: string): string[] => [
  `${photo}.xmp`,
  `${photo.slice(0, photo.length - extname(photo).length)}.xmp`,
];

/**
 * Reads the names that other programs have given to faces of a photo. Broken metadata are common in real
 * libraries and give no names. Reads the photo's header alone.
 * @returns what is to be believed first, first: sidecars, which are written later than photos
 */
export async function readMarkedFaces(path: string, photo: PhotoFrame): Promise<MarkedFaces[]> {
  const [packet, ...sidecars] = await Promise.all([
    packetOf(path),
    ...sidecarsOf(path).map((sidecar) => smallFile(sidecar)),
  ]);
  return [...sidecars.flatMap((bytes) => marked(bytes, 'sidecar', photo)), ...marked(packet, 'photo', photo)];
}

function marked(bytes: Uint8Array | null, source: ProposalSource, photo: PhotoFrame): MarkedFaces[] {
  if (!bytes) return [];
  try {
    const document = parseXmp(bytes);
    const { appliedTo, faces } = readMwgRegions(document);
    return [
      { source, orientations: frames(photo, appliedTo), faces: named(faces) },
      { source, orientations: frames(photo, null), faces: named(readMicrosoftRegions(document)) },
    ].filter((list) => list.faces.length > 0);
  } catch {
    return [];
  }
}

const named = (faces: readonly FaceRegion[]): FaceRegion[] =>
  faces.map(({ name, box }) => ({ name: personName(name), box })).filter(({ name }) => name !== '');

async function packetOf(path: string): Promise<Uint8Array | null> {
  try {
    const read = () => sharp(path, { limitInputPixels: false }).metadata();
    return (await onDisk(path, read)).xmp ?? null;
  } catch {
    return null;
  }
}

async function smallFile(path: string): Promise<Uint8Array | null> {
  try {
    return await readRegular(path, maxSidecarBytes);
  } catch {
    return null;
  }
}
