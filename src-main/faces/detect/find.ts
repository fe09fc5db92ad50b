import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import type { Pixels } from '../../photos/pixels.ts';
import type { Detection } from '../boxes.ts';
import {
  type Candidate,
  detectFaces,
  detectFaint,
  detectSmall,
  glanceSide,
  mayHaveFaces,
  type DetectionInput,
} from './detect.ts';
import { findLandmarks, measureUnsteadiness } from '../align/landmarks.ts';
import { boxFromTurned, landmarksFromTurned, type QuarterTurns, turnPixels } from './quarter-turn.ts';
import { isUpright, judge, vouchedFor } from './veto.ts';

export interface FoundFace {
  /** In pixels of the photo. */
  detection: Detection;
  /** 68 x 2, in pixels of the photo. */
  landmarks: Float32Array;
  /** True if the face was found in the rotated photo: its landmarks cannot be measured again. */
  isRotated: boolean;
}

export interface FindingNetworks {
  detector: Network;
  landmarks: Network;
}

/** Runs one of the two parts of finding faces; a benchmark measures the time. */
export type FindingRunner = <T>(part: 'detect' | 'landmarks', work: () => Promise<T>) => Promise<T>;

/**
 * Minimum confidence of faces in a rotated photo. A photo without people is examined four times as often as
 * another, so its patterns must be more certain to count.
 */
const minTurnedScore = 0.9;
/**
 * Rotations in the order of their frequency: scanned prints lie on their side more often than upside down.
 */
const turns: readonly QuarterTurns[] = [1, 3, 2];

/**
 * Finds the faces of a photo with their landmarks. If few of them are upright, the photo may be rotated
 * without an orientation tag, as scanned prints are: it is then examined in the other rotations, with a small
 * look first. If no rotation shows a face, the photo is searched for small faces.
 */
export async function findFaces(
  photo: DetectionInput,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const upright = await findUpright(photo, networks, run);
  const uprightCount = upright.filter(isUprightFace).length;
  if (uprightCount > upright.length / 2) return upright;
  let best = { certain: uprightCount, found: upright, turn: 0 as QuarterTurns | 0 };
  for (const turn of turns) {
    const turned = await run('detect', () => rotatedIfFaces(photo.pixels, turn, networks.detector));
    if (!turned) continue;
    const found = await findUpright({ ...photo, pixels: turned }, networks, run);
    const certain = found.filter(
      (face) => isUprightFace(face) && face.detection.score >= minTurnedScore,
    ).length;
    if (certain > best.certain) best = { certain, found, turn };
  }
  const { found, turn } = best;
  if (found.length === 0) return findBy(detectSmall, photo, networks, run);
  if (turn === 0) return found;
  return found.map(({ detection, landmarks }) => ({
    detection: { ...boxFromTurned(detection, photo.pixels, turn), score: detection.score },
    landmarks: landmarksFromTurned(landmarks, photo.pixels, turn),
    isRotated: true,
  }));
}

/** Rotates the photo if a small look at the rotation shows a face; otherwise null. */
async function rotatedIfFaces(photo: Pixels, turn: QuarterTurns, detector: Network): Promise<Pixels | null> {
  const small = await turnPixels(photo, turn, glanceSide);
  return (await mayHaveFaces(small, detector)) ? turnPixels(photo, turn) : null;
}

async function findUpright(
  photo: DetectionInput,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const found = await findBy(detectFaces, photo, networks, run);
  return found.length > 0 ? found : findBy(detectFaint, photo, networks, run);
}

/** Candidates of one detection method that the landmarks confirm. */
async function findBy(
  detect: (photo: DetectionInput, detector: Network) => Promise<Candidate[]>,
  photo: DetectionInput,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const candidates = await run('detect', () => detect(photo, networks.detector));
  return run('landmarks', async () => {
    const { pixels, limits } = photo;
    const landmarks = await findLandmarks(pixels, candidates, networks.landmarks);
    const judged = candidates.map((candidate, i) => ({
      candidate,
      landmarks: elementAt(landmarks, i),
      verdict: judge(candidate, elementAt(landmarks, i), limits),
    }));
    const asked = judged.filter(({ verdict }) => verdict === 'ask');
    const unsteadiness = await measureUnsteadiness(
      pixels,
      asked.map(({ candidate }) => candidate),
      asked.map(({ landmarks }) => landmarks),
      networks.landmarks,
    );
    const vouched = new Set(
      asked.filter(({ candidate }, i) => vouchedFor(candidate, numberAt(unsteadiness, i), pixels, limits)),
    );
    return judged
      .filter((one) => one.verdict === 'face' || vouched.has(one))
      .map(({ candidate, landmarks }) => ({ detection: candidate, landmarks, isRotated: false }));
  });
}

const isUprightFace = ({ detection, landmarks }: FoundFace): boolean => isUpright(detection, landmarks);
