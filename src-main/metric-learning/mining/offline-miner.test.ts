import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { OfflineTriplets } from './offline-miner.ts';

const examples = Array.from({ length: 10 }, (_, face) => ({ face: 100 + face, view: 0 }));
const deal = (rows: number[][]) =>
  new OfflineTriplets(
    examples,
    {
      anchors: Int32Array.from(rows, ([a]) => a!),
      positives: Int32Array.from(rows, ([, p]) => p!),
      negatives: Int32Array.from(rows, ([, , n]) => n!),
    },
    seededRandom(1),
  );
const facesOf = ({ examples: shown, triplets }: ReturnType<OfflineTriplets['next']>) =>
  Array.from(triplets.anchors, (anchor, row) =>
    [anchor, triplets.positives[row], triplets.negatives[row]].map((place) => shown[place!]!.face - 100),
  );

describe('triplets mined offline', () => {
  const rows = [[0, 1, 2], [1, 0, 2], [3, 4, 5], [4, 3, 6], [7, 8, 9], [8, 7, 0]]; // prettier-ignore

  it('come in batches of so many examples at most, each triplet once before any again', () => {
    const offline = deal(rows);
    for (let pass = 0; pass < 3; pass++) {
      const shown: number[][] = [];
      while (shown.length < rows.length) {
        const batch = offline.next(5);
        expect(batch.examples.length).toBeLessThanOrEqual(5);
        expect(new Set(batch.examples).size).toBe(batch.examples.length);
        shown.push(...facesOf(batch));
      }
      expect(shown.toSorted()).toEqual(rows);
    }
  });

  it('come all at once where there is room, and one at a time where there is hardly any', () => {
    expect(facesOf(deal(rows).next(100)).toSorted()).toEqual(rows);
    expect(facesOf(deal(rows).next(1))).toHaveLength(1);
  });

  it('are none where none were found', () => {
    const offline = deal([]);
    expect(offline.isEmpty).toBe(true);
    expect(offline.next(5).examples).toEqual([]);
  });
});
