import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementAt, firstItems } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { iou, type PixelBox } from '../../faces/boxes.ts';
import { isLowQuality } from '../../faces/quality.ts';
import { listPersonFolders } from '../../photos/person-folders.ts';
import { type PhotoFaces } from '../recognition/photo-faces.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { recognisePhotos, type RecognitionSource } from '../recognition/recognise-photos.ts';
import { makeScene, smallScenes, type SourceFace } from '../datasets/small-photos.ts';

/** Numbers of inserted faces, and of those found. */
export interface SmallFaces {
  scene: string;
  photos: number;
  faces: number;
  found: number;
  /** Number of found faces that are not of low quality. */
  usable: number;
  /** Number of detections where no face was inserted. */
  beside: number;
}

/** Least width of a source face in pixels, so that faces are shrunk and not enlarged. */
const leastSourceWidth = 90;
const leastSourceScore = 0.9;
/** Greatest number of people whose first photo is searched for a usable face. */
const mostSources = 200;
/** Least overlap (IoU) at which a detection matches an inserted face; boxes of small faces are less exact. */
const minOverlap = 0.3;

/**
 * Inserts faces of known photos, shrunk, into large photos and evaluates which are found.
 * @param images directory with a folder of photos for each person
 * @param singles number of photos with one face each
 * @throws FamiliarError `path-missing`, `bad-request` where no face is good enough, or as {@link recognisePhotos}
 */
export async function evaluateSmallFaces(
  images: string,
  { singles }: { singles: number },
  source: RecognitionSource,
): Promise<SmallFaces[]> {
  const sources = await sourceFaces(images, source);
  const folder = await mkdtemp(join(tmpdir(), 'familiar-small-'));
  try {
    const results: SmallFaces[] = [];
    for (const scene of smallScenes(singles)) {
      const made = await makeScene(scene, sources, folder);
      const { faces } = await recognisePhotos(
        made.map(({ path }) => path),
        source,
      );
      const tally = { found: 0, usable: 0, beside: 0 };
      for (const photo of made) {
        const seen = match(photo.faces, faces.get(photo.path));
        tally.found += seen.found;
        tally.usable += seen.usable;
        tally.beside += seen.beside;
      }
      const count = made.reduce((sum, photo) => sum + photo.faces.length, 0);
      results.push({ scene: scene.name, photos: made.length, faces: count, ...tally });
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sourceFaces(images: string, source: RecognitionSource): Promise<SourceFace[]> {
  const people = (await listPersonFolders(images)).slice(0, mostSources);
  const paths = people.map(({ paths }) => elementAt(paths, 0));
  const { faces } = await recognisePhotos(paths, source);
  const sources = paths.flatMap((path): SourceFace[] => {
    const photo = faces.get(path);
    const face = photo && centralFace(photo);
    if (!face || face.score < leastSourceScore || isLowQuality(face.quality?.value ?? null)) return [];
    const { width, height } = photo;
    return face.box.width * width < leastSourceWidth ? [] : [{ path, width, height, box: face.box }];
  });
  if (sources.length > 0) return sources;
  throw new FamiliarError(
    'bad-request',
    `no photo in ${images} has a clear face of ${leastSourceWidth} pixels`,
  );
}

function match(placed: readonly PixelBox[], photo: PhotoFaces | undefined) {
  const { width, height, faces } = photo ?? { width: 1, height: 1, faces: [] };
  const left = faces.map(({ box, quality }) => ({
    poor: isLowQuality(quality?.value ?? null),
    left: box.x * width,
    top: box.y * height,
    right: (box.x + box.width) * width,
    bottom: (box.y + box.height) * height,
  }));
  const tally = { found: 0, usable: 0, beside: 0 };
  for (const face of placed) {
    const at = left.findIndex((box) => iou(box, face) >= minOverlap);
    if (at < 0) continue;
    const [{ poor }] = firstItems(left.splice(at, 1), 1);
    tally.found++;
    if (!poor) tally.usable++;
  }
  return { ...tally, beside: left.length };
}
