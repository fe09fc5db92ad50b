import { embeddingDimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Box, Failure } from '../../contract/models.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { listPersonFolders } from '../../photos/person-folders.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { recognisePhotos, type RecognitionSource } from './recognise-photos.ts';

export interface LabelledPhotos extends LabelledFaces {
  /** Number of people with a face. */
  peopleCount: number;
  /** Paths of the photos without a face, those that could not be read included. */
  missed: string[];
  failed: Failure[];
  /** Place of each face, in the order of the vectors. */
  places: FacePlace[];
}

export interface FacePlace {
  path: string;
  /** Box in fractions of the upright photo. */
  box: Box;
}

/**
 * Recognises the central face of every photo in folders of people.
 * @param isWanted chooses people by the names of their folders; all where not given
 * @throws FamiliarError `path-missing`, `bad-request` where no face is found, or as {@link recognisePhotos}
 */
export async function recognisePeople(
  images: string,
  source: RecognitionSource,
  isWanted: (person: string) => boolean = () => true,
): Promise<LabelledPhotos> {
  const folders = (await listPersonFolders(images)).filter(({ person }) => isWanted(person));
  const photos = folders.flatMap(({ paths }, person) => paths.map((path) => ({ path, person })));
  const { faces, failed } = await recognisePhotos(
    photos.map((photo) => photo.path),
    source,
  );
  const central = photos.map(({ path, person }) => {
    const photo = faces.get(path);
    return { path, person, face: photo ? centralFace(photo) : null };
  });
  const found = central.flatMap(({ face, ...photo }) => (face ? [{ ...photo, face }] : []));
  if (found.length === 0)
    throw new FamiliarError('bad-request', `no face was found in the photos of ${images}`);
  const vectors = new Float32Array(found.length * embeddingDimension);
  found.forEach(({ face }, i) => vectors.set(face.vector, i * embeddingDimension));
  return {
    vectors,
    people: Uint32Array.from(found, ({ person }) => person),
    peopleCount: new Set(found.map(({ person }) => person)).size,
    missed: central.filter((photo) => photo.face === null).map((photo) => photo.path),
    failed,
    places: found.map(({ path, face }) => ({ path, box: face.box })),
  };
}
