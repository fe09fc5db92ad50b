import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { embedderInputs, embedderKind } from '../../nn/own-models.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { cutFor, fivePointsOf } from './alignments.ts';
import { chipTargets, stablePoints } from './mean-face.ts';
import { apply, type Similarity } from './similarity.ts';

/** 68 landmarks of the transformed mean face; brows and jaw stay 0. */
function meanFaceIn(transform: Similarity): number[] {
  const landmarks = new Array<number>(136).fill(0);
  const places = stablePoints(Array.from({ length: 136 }, (_, i) => i));
  const targets = chipTargets(1, 0);
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = apply(transform, targets[i]!, targets[i + 1]!);
    landmarks[places[i]!] = x;
    landmarks[places[i + 1]!] = y;
  }
  return landmarks;
}

/** A black picture with a bright spot around each of the five points. */
function spots(landmarks: number[], side: number): Pixels {
  const data = new Uint8Array(side * side * 3);
  const points = fivePointsOf(landmarks);
  for (let i = 0; i < points.length; i += 2) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const far = Math.hypot(x + 0.5 - points[i]!, y + 0.5 - points[i + 1]!);
        if (far < 4) data.fill(255, 3 * (y * side + x), 3 * (y * side + x) + 3);
      }
    }
  }
  return { data, width: side, height: side };
}

/** Is the chip bright at a position, given as fractions of its side? */
const isBright = ({ data, width }: Pixels, x: number, y: number) =>
  data[3 * (Math.floor(y * width) * width + Math.floor(x * width))]! > 128;

const upright = { a: 90, b: 0, tx: 80, ty: 70 };
const turned = { a: 70 * Math.cos(0.5), b: 70 * Math.sin(0.5), tx: 130, ty: 60 };

describe('five points', () => {
  it('are the centres of the eyes, the tip of the nose and the corners of the mouth', () => {
    const landmarks = Array.from({ length: 136 }, (_, i) => (i % 2 === 0 ? i / 2 : 1000 + (i - 1) / 2));
    expect(fivePointsOf(landmarks)).toEqual([38.5, 1038.5, 44.5, 1044.5, 30, 1030, 48, 1048, 54, 1054]);
  });
});

describe('a face cut for a network', () => {
  it('has the input size of the network', () => {
    const landmarks = meanFaceIn(upright);
    for (const kind of embedderKind.options) {
      const { side } = embedderInputs[kind];
      const chips = cutFor[kind](spots(landmarks, 250), landmarks);
      expect(chips.length).toBeGreaterThan(0);
      for (const { width, height } of chips) expect([width, height]).toEqual([side, side]);
    }
  });

  it.each([
    ['upright', upright],
    ['turned', turned],
  ])('lies on the template of ArcFace, %s', (_, transform) => {
    const landmarks = meanFaceIn(transform);
    const [chip] = firstItems(cutFor.arcface112(spots(landmarks, 250), landmarks), 1);
    for (const [x, y] of [
      [38.3, 51.7],
      [73.5, 51.5],
      [56, 71.7],
      [41.5, 92.4],
      [70.7, 92.2],
    ] as const) {
      expect(isBright(chip, x / 112, y / 112)).toBe(true);
    }
    expect(isBright(chip, 0.5, 0.1)).toBe(false);
  });

  it.each([
    ['upright', upright],
    ['turned', turned],
  ])('has room around it for FaceNet: eyes a third apart and above the middle, %s', (_, transform) => {
    const landmarks = meanFaceIn(transform);
    const [chip] = firstItems(cutFor.facenet160(spots(landmarks, 250), landmarks), 1);
    for (const [x, y] of [
      [0.335, 0.41],
      [0.655, 0.41],
      [0.352, 0.749],
      [0.636, 0.749],
    ] as const) {
      expect(isBright(chip, x, y)).toBe(true);
    }
  });
});
