import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { mirror } from '../faces/align/chip.ts';
import type { Pixels } from '../photos/pixels.ts';
import { viewOf, viewsPerFace } from './views.ts';

const side = 150;
const random = seededRandom(5);
/** Blocks of colour, of which degradation is measurable. */
const levels = Array.from({ length: 10 * 10 * 3 }, () => Math.floor(256 * random()));
const chipOf = (shift: number): Pixels => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % side, Math.floor(at / 3 / side)];
    return levels[((Math.floor(y / 15) * 10 + Math.floor(((x + shift) % side) / 15)) * 3 + (at % 3)) % 300]!;
  }),
});
const chips = [chipOf(0), chipOf(7)];
const labelled = (view: number, seed = 1) => viewOf(chips, view, { labelled: true, seed });
const nameless = (view: number, seed = 1) => viewOf(chips, view, { labelled: false, seed });
const change = ({ data }: Pixels, from = chips) =>
  Math.min(
    ...from
      .flatMap((chip) => [chip, mirror(chip)])
      .map((chip) => {
        return chip.data.reduce((sum, level, i) => sum + Math.abs(level - data[i]!), 0) / data.length;
      }),
  );

describe('views of a face', () => {
  it('show a labelled one as recognition does, and then a little misaligned', async () => {
    expect(await Promise.all([0, 1, 2, 3].map((view) => labelled(view)))).toEqual(
      chips.flatMap((chip) => [chip, mirror(chip)]),
    );
    for (const view of [4, 5, 6, 7]) {
      const moved = await labelled(view, view);
      expect(moved.data.length).toBe(side * side * 3);
      expect(change(moved)).toBeGreaterThan(1);
    }
  });

  it('show a nameless one as it is and degraded by turns', async () => {
    for (const view of [0, 2, 4]) expect(change(await nameless(view, view))).toBe(0);
    for (const view of [1, 3, 5]) expect(change(await nameless(view, view))).toBeGreaterThan(5);
  });

  it('are the same for the same seed, and others for another', async () => {
    expect(await nameless(3, 8)).toEqual(await nameless(3, 8));
    expect(await nameless(3, 9)).not.toEqual(await nameless(3, 8));
  });

  it('are fewer where there are many faces', () => {
    expect([0, 10, 1000, 3000, 100_000].map((faces) => viewsPerFace(faces, 16_000))).toEqual([8, 8, 8, 5, 2]);
  });
});
