import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { boxFromTurned, landmarksFromTurned, type QuarterTurns, turnPixels } from './quarter-turn.ts';

/** A photo of 3 x 2 pixels, each of a different shade. */
const photo = {
  width: 3,
  height: 2,
  data: Uint8Array.from({ length: 18 }, (_, i) => 10 * Math.floor(i / 3)),
};

describe('quarter turns', () => {
  it.each([1, 2, 3] as QuarterTurns[])(
    '%i: points and boxes go back to the pixels that they showed',
    async (turns) => {
      const turned = await turnPixels(photo, turns);
      expect([turned.width, turned.height]).toEqual(turns === 2 ? [3, 2] : [2, 3]);
      for (let y = 0; y < turned.height; y++) {
        for (let x = 0; x < turned.width; x++) {
          const [backX, backY] = firstItems(
            landmarksFromTurned(Float32Array.of(x + 0.5, y + 0.5), photo, turns),
            2,
          );
          const at = 3 * (Math.floor(backY) * photo.width + Math.floor(backX));
          expect(photo.data[at]).toBe(turned.data[3 * (y * turned.width + x)]);
          const box = boxFromTurned({ left: x, top: y, right: x + 1, bottom: y + 1 }, photo, turns);
          expect(box).toEqual({
            left: backX - 0.5,
            top: backY - 0.5,
            right: backX + 0.5,
            bottom: backY + 0.5,
          });
        }
      }
    },
  );
});
