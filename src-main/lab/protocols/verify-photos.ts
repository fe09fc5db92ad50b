import { unitDistance } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/models.ts';
import { readText } from '../../photos/read-listed.ts';
import { locatePairs, parsePairs } from '../datasets/lfw-pairs.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { type EvaluatedFace } from '../recognition/photo-faces.ts';
import {
  type RecognisedPhotos,
  recognisePhotos,
  type RecognitionSource,
} from '../recognition/recognise-photos.ts';
import {
  evaluateVerification,
  foldPairs,
  type Folds,
  type ScoredPair,
  type VerificationFigures,
} from './verification.ts';

/** Pipeline under verification: recognition, and the distance of two vectors. */
export interface VerifiedPipeline {
  recognise(paths: readonly string[], source: RecognitionSource): Promise<RecognisedPhotos>;
  distance(a: Float32Array, b: Float32Array): number;
}

const familiar: VerifiedPipeline = { recognise: recognisePhotos, distance: unitDistance };

export interface VerificationRequest extends RecognitionSource {
  /** Pipeline; Familiar's where not given. */
  pipeline?: VerifiedPipeline | undefined;
  /** Directory of person folders, as Labeled Faces in the Wild has them. */
  images: string;
  /** Path of the pairs list. */
  pairs: string;
  /** Number of leading pairs to use; all where not given. */
  pairsLimit?: number;
  /** Number of leading folds to use; all where not given. */
  folds?: number;
}

/** A pair with the paths of its photos. */
export interface PhotoPair extends ScoredPair {
  a: string;
  b: string;
}

export interface VerificationResult extends VerificationFigures {
  photos: number;
  /** Paths of the photos without a face, those that could not be read included. */
  missed: string[];
  failed: Failure[];
  folds: Folds;
  scored: PhotoPair[];
  /** Central face of each photo by path; null where none was found. */
  central: Map<string, EvaluatedFace | null>;
}

/**
 * Evaluates verification on the photos that a pairs list names. In each, the face nearest the centre counts.
 * @throws FamiliarError `path-missing`, `bad-request`, or as {@link recognisePhotos}
 */
export async function verifyPhotos(request: VerificationRequest): Promise<VerificationResult> {
  const named = parsePairs(await readText(request.pairs))
    .filter(({ fold }) => fold < (request.folds ?? Infinity))
    .slice(0, request.pairsLimit);
  if (new Set(named.map((pair) => pair.same)).size < 2) {
    throw new FamiliarError('bad-request', 'the chosen pairs hold no same or no different ones');
  }
  const pairs = await locatePairs(request.images, named);
  const paths = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const { recognise, distance } = request.pipeline ?? familiar;
  const { faces, failed } = await recognise(paths, request);

  const central = new Map(
    paths.map((path) => {
      const photo = faces.get(path);
      return [path, photo ? centralFace(photo) : null];
    }),
  );
  const measured = pairs.map((pair) => {
    const [a, b] = [central.get(pair.a), central.get(pair.b)];
    return { ...pair, distance: a && b ? distance(a.vector, b.vector) : null };
  });
  const { pairs: scored, folds } = foldPairs(measured);
  return {
    ...evaluateVerification(scored),
    photos: paths.length,
    missed: paths.filter((path) => !central.get(path)),
    failed,
    folds,
    scored,
    central,
  };
}
