import { unitDistance } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/models.ts';
import { readText } from '../../photos/read-listed.ts';
import { type EvaluatedFace } from '../recognition/photo-faces.ts';
import { centralFace } from '../../faces/central-face.ts';
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

/** Frames that count of each video: what FaceNet tells its figure for (arXiv 1503.03832, section 5.7). */
export const protocolFrames = 100;

export interface VideoRequest extends RecognitionSource {
  /** Directory of person folders with a folder of frames for each video. */
  images: string;
  /** Path of the pairs list. */
  pairs: string;
  /** Only the first so many frames of each video; {@link protocolFrames} unless told. */
  frames?: number;
  /** Only the first so many pairs. */
  pairsLimit?: number;
  /** Only the first so many folds. */
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
  /** Frames looked at, of all videos. */
  frames: number;
  /** Names of the videos without a face in any frame. */
  missed: string[];
  /** How many frames have no face, those that could not be read and those of missed videos included. */
  framesMissed: number;
  failed: Failure[];
  folds: Folds;
  scored: VideoPair[];
  /** By name of video, the frames with a face, in their order. */
  found: Map<string, FrameFace[]>;
  /** By name of video, the path of its first frame. */
  firstFrames: Map<string, string>;
}

/**
 * Evaluates verification of videos by the protocol of YouTube Faces (Wolf, Hassner and Maoz, CVPR 2011): two
 * videos are as far apart as their frames are in the mean, every frame of one with every frame of the other. In
 * each frame the face nearest the centre counts; frames without one are left out.
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
  const vectors = (name: string) => found.get(name)!.map(({ face }) => face.vector);
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
    missed: names.filter((name) => found.get(name)!.length === 0),
    framesMissed: looked - withFace,
    failed,
    folds,
    scored,
    found,
    firstFrames: new Map([...frames].map(([name, [first]]) => [name, first])),
  };
}

/** Mean Euclidean distance of every unit vector of one list to every one of the other; null where either is empty. */
export function meanDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  let total = 0;
  for (const one of a) for (const other of b) total += unitDistance(one, other);
  return total / (a.length * b.length);
}
