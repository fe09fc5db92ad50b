import type { Network } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import type { Detection } from './boxes.ts';
import { detectFaces, glanceSide, glimpseFaces } from './detect.ts';
import { findLandmarks } from './landmarks.ts';
import { boxFromTurned, landmarksFromTurned, type QuarterTurns, turnPixels } from './quarter-turn.ts';
import { certainScore, isPlausible, isUpright } from './veto.ts';

export interface FoundFace {
  /** In pixels of the photo. */
  detection: Detection;
  /** 68 x 2, in pixels of the photo. */
  landmarks: Float32Array;
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
 * side without saying so, as scanned prints do: it is then looked at turned, at a glance first.
 */
export async function findFaces(
  photo: Pixels,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const upright = await findUpright(photo, networks, run);
  const standing = upright.filter(stands).length;
  if (standing > upright.length / 2) return upright;
  let best = { sure: standing, found: upright, turn: 0 as QuarterTurns | 0 };
  for (const turn of turns) {
    const turned = await run('detect', () => turnWhereSeen(photo, turn, networks.detector));
    if (!turned) continue;
    const found = await findUpright(turned, networks, run);
    const sure = found.filter((face) => stands(face) && face.detection.score >= minTurnedScore).length;
    if (sure > best.sure) best = { sure, found, turn };
  }
  const { found, turn } = best;
  if (turn === 0) return upright;
  return found.map(({ detection, landmarks }) => ({
    detection: { ...boxFromTurned(detection, photo, turn), score: detection.score },
    landmarks: landmarksFromTurned(landmarks, photo, turn),
  }));
}

/** The photo turned, where a glance at it so turned shows a face. */
async function turnWhereSeen(photo: Pixels, turn: QuarterTurns, detector: Network): Promise<Pixels | null> {
  const small = await turnPixels(photo, turn, glanceSide);
  return (await glimpseFaces(small, detector)) ? turnPixels(photo, turn) : null;
}

async function findUpright(
  photo: Pixels,
  networks: FindingNetworks,
  run: FindingRunner,
): Promise<FoundFace[]> {
  const detections = await run('detect', () => detectFaces(photo, networks.detector));
  return run('landmarks', async () => {
    const landmarks = await findLandmarks(photo, detections, networks.landmarks);
    return detections
      .map((detection, i) => ({ detection, landmarks: landmarks[i] }))
      .filter(
        ({ detection, landmarks }) => detection.score >= certainScore || isPlausible(detection, landmarks),
      );
  });
}

const stands = ({ detection, landmarks }: FoundFace): boolean => isUpright(detection, landmarks);
