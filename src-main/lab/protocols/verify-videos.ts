import { elementAt, required } from '../../common/elements.ts';
import { unitDistance } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/models.ts';
import { readText } from '../../photos/read-listed.ts';
import { type EvaluatedFace } from '../recognition/photo-faces.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { recognisePhotos, type RecognitionSource } from '../recognition/recognise-photos.ts';
import {
  evaluateVerification,
  foldPairs,
  type Folds,
  type ScoredPair,
  type VerificationFigures,
} from './verification.ts';
import { listFrames } from '../datasets/video-frames.ts';
import { parseVideoPairs } from '../datasets/video-pairs.ts';

/** Number of frames of each video, as in FaceNet's evaluation (arXiv 1503.03832, section 5.7). */
export const protocolFrames = 100;

export interface VideoRequest extends RecognitionSource {
  /** Directory of person folders with a folder of frames for each video. */
  images: string;
  /** Path of the pairs list. */
  pairs: string;
  /** Number of leading frames of each video to use; {@link protocolFrames} where not given. */
  frames?: number | undefined;
  /** Number of leading pairs to use; all where not given. */
  pairsLimit?: number;
  /** Number of leading folds to use; all where not given. */
  folds?: number;
}

/** A frame and the face that counts in it. */
export interface FrameFace {
  path: string;
  face: EvaluatedFace;
}

/** A pair with the names of its videos, `<Person>/<video>`. */
export interface VideoPair extends ScoredPair {
  a: string;
  b: string;
}

export interface VideoResult extends VerificationFigures {
  videos: number;
  /** Number of frames of all videos. */
  frames: number;
  /** Names of the videos without a face in any frame. */
  missed: string[];
  /** Number of frames without a face, unreadable ones and those of missed videos included. */
  framesMissed: number;
  failed: Failure[];
  folds: Folds;
  scored: VideoPair[];
  /** Frames with a face by name of video, in their order. */
  found: Map<string, FrameFace[]>;
  /** Path of the first frame by name of video. */
  firstFrames: Map<string, string>;
}

/**
 * Evaluates verification of videos by the protocol of YouTube Faces (Wolf, Hassner and Maoz, CVPR 2011): the
 * distance of two videos is the mean over all pairs of their frames. In each frame the face nearest the centre counts;
 * frames without a face are left out.
 * @throws FamiliarError `path-missing`, `bad-request`, or as {@link recognisePhotos}
 */
export async function verifyVideos(request: VideoRequest): Promise<VideoResult> {
  const pairs = parseVideoPairs(await readText(request.pairs))
    .filter(({ fold }) => fold < (request.folds ?? Infinity))
    .slice(0, request.pairsLimit);
  if (new Set(pairs.map((pair) => pair.same)).size < 2) {
    throw new FamiliarError('bad-request', 'the chosen pairs hold no same or no different ones');
  }
  const names = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const frames = new Map<string, string[]>();
  for (const name of names) {
    frames.set(name, await listFrames(request.images, name, request.frames ?? protocolFrames));
  }
  const { faces, failed } = await recognisePhotos([...frames.values()].flat(), request);

  const found = new Map(
    [...frames].map(([name, paths]) => [
      name,
      paths.flatMap((path) => {
        const photo = faces.get(path);
        const face = photo && centralFace(photo);
        return face ? [{ path, face }] : [];
      }),
    ]),
  );
  const vectors = (name: string) => required(found.get(name)).map(({ face }) => face.vector);
  const measured = pairs.map((pair) => ({
    ...pair,
    distance: meanDistance(vectors(pair.a), vectors(pair.b)),
  }));
  const { pairs: scored, folds } = foldPairs(measured);
  const looked = [...frames.values()].reduce((sum, paths) => sum + paths.length, 0);
  const withFace = [...found.values()].reduce((sum, of) => sum + of.length, 0);
  return {
    ...evaluateVerification(scored),
    videos: names.length,
    frames: looked,
    missed: names.filter((name) => required(found.get(name)).length === 0),
    framesMissed: looked - withFace,
    failed,
    folds,
    scored,
    found,
    firstFrames: new Map([...frames].map(([name, paths]) => [name, elementAt(paths, 0)])),
  };
}

/** Mean Euclidean distance of every unit vector of one list to every one of the other; null where either is empty. */
export function meanDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  let total = 0;
  for (const one of a) for (const other of b) total += unitDistance(one, other);
  return total / (a.length * b.length);
}
