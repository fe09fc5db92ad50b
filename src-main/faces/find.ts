import type { Network } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import type { Detection } from './boxes.ts';
import {
  type Candidate,
  detectFaces,
  detectFaint,
  detectSmall,
  glanceSide,
  glimpseFaces,
  type Seen,
} from './detect.ts';
import { findLandmarks, measureUnsteadiness } from './landmarks.ts';
import { boxFromTurned, landmarksFromTurned, type QuarterTurns, turnPixels } from './quarter-turn.ts';
import { isUpright, judge, vouchedFor } from './veto.ts';

export interface FoundFace {
  /** In pixels of the photo. */
  detection: Detection;
  /** 68 x 2, in pixels of the photo. */
  landmarks: Float32Array;
  /** Whether the photo had to be turned for the face to be found: its landmarks cannot be asked again. */
  lying: boolean;
}

export interface FindingNetworks {
  detector: Network;
  landmarks: Network;
}

/** Runs one of the two parts of finding faces; a benchmark measures it on the way. */
export type FindingRunner = <T>(part: 'detect' | 'landmarks', work: () => Promise<T>) => Promise<T>;

/** A photo without people is looked at four times as often as another; its patterns must be surer to count. */
const minTurnedScore = 0.9;
/** Scanned prints lie on their side more often than on their head. */
const turns: readonly QuarterTurns[] = [1, 3, 2];

/**
 * The faces of a photo with their landmarks. Where few of them stand upright, the photo may lie on its
 * side without saying so, as scanned prints do: it is then looked at turned, at a glance first. Where nobody is found
 * either way, it is searched for small faces.
 */
export async function findFaces(
  photo: Seen,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const upright = await findUpright(photo, networks, run);
  const standing = upright.filter(stands).length;
  if (standing > upright.length / 2) return upright;
  let best = { sure: standing, found: upright, turn: 0 as QuarterTurns | 0 };
  for (const turn of turns) {
    const turned = await run('detect', () => turnWhereSeen(photo.pixels, turn, networks.detector));
    if (!turned) continue;
    const found = await findUpright({ ...photo, pixels: turned }, networks, run);
    const sure = found.filter((face) => stands(face) && face.detection.score >= minTurnedScore).length;
    if (sure > best.sure) best = { sure, found, turn };
  }
  const { found, turn } = best;
  if (found.length === 0) return findBy(detectSmall, photo, networks, run);
  if (turn === 0) return found;
  return found.map(({ detection, landmarks }) => ({
    detection: { ...boxFromTurned(detection, photo.pixels, turn), score: detection.score },
    landmarks: landmarksFromTurned(landmarks, photo.pixels, turn),
    lying: true,
  }));
}

/** The photo turned, where a glance at it so turned shows a face. */
async function turnWhereSeen(photo: Pixels, turn: QuarterTurns, detector: Network): Promise<Pixels | null> {
  const small = await turnPixels(photo, turn, glanceSide);
  return (await glimpseFaces(small, detector)) ? turnPixels(photo, turn) : null;
}

async function findUpright(photo: Seen, networks: FindingNetworks, run: FindingRunner): Promise<FoundFace[]> {
  const found = await findBy(detectFaces, photo, networks, run);
  return found.length > 0 ? found : findBy(detectFaint, photo, networks, run);
}

/** What a way of looking sees, and the landmarks confirm. */
async function findBy(
  detect: (photo: Seen, detector: Network) => Promise<Candidate[]>,
  photo: Seen,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const candidates = await run('detect', () => detect(photo, networks.detector));
  return run('landmarks', async () => {
    const { pixels } = photo;
    const landmarks = await findLandmarks(pixels, candidates, networks.landmarks);
    const judged = candidates.map((candidate, i) => ({
      candidate,
      landmarks: landmarks[i],
      verdict: judge(candidate, landmarks[i]),
    }));
    const asked = judged.filter(({ verdict }) => verdict === 'ask');
    const unsteadiness = await measureUnsteadiness(
      pixels,
      asked.map(({ candidate }) => candidate),
      asked.map(({ landmarks }) => landmarks),
      networks.landmarks,
    );
    const vouched = new Set(
      asked.filter(({ candidate }, i) => vouchedFor(candidate, unsteadiness[i], pixels)),
    );
    return judged
      .filter((one) => one.verdict === 'face' || vouched.has(one))
      .map(({ candidate, landmarks }) => ({ detection: candidate, landmarks, lying: false }));
  });
}

const stands = ({ detection, landmarks }: FoundFace): boolean => isUpright(detection, landmarks);
