import { unitDistance } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Failure } from '../contract/models.ts';
import { readText } from './files.ts';
import { parsePairs } from './lfw-pairs.ts';
import { locatePairs } from './person-photos.ts';
import { centralFace } from './photo-faces.ts';
import { recognisePhotos, type RecognitionSource } from './recognise-photos.ts';
import {
  dealIntoFolds,
  evaluateVerification,
  type ScoredPair,
  type VerificationFigures,
} from './verification.ts';

/** Parts into which pairs are dealt that come as one fold. */
const dealtFolds = 10;

export interface VerificationRequest extends RecognitionSource {
  /** Directory of person folders, as Labeled Faces in the Wild has them. */
  images: string;
  /** Path of the pairs list. */
  pairs: string;
  /** Only the first so many pairs. */
  pairsLimit?: number;
  /** Only the first so many folds. */
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
  /** How many folds chose a threshold for one another, and whether the pairs were dealt out to them here. */
  folds: { count: number; dealt: boolean };
  scored: PhotoPair[];
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
  const { faces, failed } = await recognisePhotos(paths, request);

  const vectors = new Map(
    paths.map((path) => {
      const photo = faces.get(path);
      return [path, photo && centralFace(photo)?.vector];
    }),
  );
  const scored = pairs.map((pair) => {
    const [a, b] = [vectors.get(pair.a), vectors.get(pair.b)];
    return { ...pair, distance: a && b ? unitDistance(a, b) : null };
  });
  const dealt = new Set(scored.map((pair) => pair.fold)).size === 1;
  const folded = dealt ? dealIntoFolds(scored, dealtFolds) : scored;
  return {
    ...evaluateVerification(folded),
    photos: paths.length,
    missed: paths.filter((path) => !vectors.get(path)),
    failed,
    folds: { count: new Set(folded.map((pair) => pair.fold)).size, dealt },
    scored,
  };
}
