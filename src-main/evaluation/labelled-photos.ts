import { embeddingDimension } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Failure } from '../contract/models.ts';
import type { LabelledFaces } from './labelled-faces.ts';
import { listPersonFolders } from './person-photos.ts';
import { centralFace } from './photo-faces.ts';
import { recognisePhotos, type RecognitionSource } from './recognise-photos.ts';

export interface LabelledPhotos extends LabelledFaces {
  /** How many people have a face here. */
  peopleCount: number;
  /** Paths of the photos without a face, those that could not be read included. */
  missed: string[];
  failed: Failure[];
}

/**
 * The central face of every photo in folders of people.
 * @throws FamiliarError `path-missing`, `bad-request` where no face is found, or as {@link recognisePhotos}
 */
export async function recognisePeople(images: string, source: RecognitionSource): Promise<LabelledPhotos> {
  const folders = await listPersonFolders(images);
  const photos = folders.flatMap(({ paths }, person) => paths.map((path) => ({ path, person })));
  const { faces, failed } = await recognisePhotos(
    photos.map((photo) => photo.path),
    source,
  );
  const central = photos.map(({ path, person }) => {
    const found = faces.get(path);
    return { path, person, vector: found && centralFace(found)?.vector };
  });
  const found = central.filter((photo) => photo.vector !== undefined);
  if (found.length === 0)
    throw new FamiliarError('bad-request', `no face was found in the photos of ${images}`);
  const vectors = new Float32Array(found.length * embeddingDimension);
  found.forEach(({ vector }, i) => vectors.set(vector!, i * embeddingDimension));
  return {
    vectors,
    people: Uint32Array.from(found, ({ person }) => person),
    peopleCount: new Set(found.map(({ person }) => person)).size,
    missed: central.filter((photo) => photo.vector === undefined).map((photo) => photo.path),
    failed,
  };
}
