import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { swapsSides, toStored, toUpright } from './orientation.ts';

const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
/** In a picture of 40 by 24 pixels: white on black, nearer to the left and to the top. */
const stored = { left: 4, top: 3, width: 10, height: 6 };
const size = { width: 40, height: 24 };

/** Where the white is once a decoder has turned the picture upright, as fractions. */
async function turnedByDecoder(orientation: number) {
  const { width, height } = stored;
  const white = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const file = await sharp({ create: { ...size, channels: 3, background: '#000' } })
    .composite([{ input: white, left: stored.left, top: stored.top }])
    .withMetadata({ orientation })
    .png()
    .toBuffer();
  const { data, info } = await sharp(file)
    .autoOrient()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const lit = [...data.keys()].filter((i) => data[i] > 128);
  const xs = lit.map((i) => i % info.width);
  const ys = lit.map((i) => Math.floor(i / info.width));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    info,
    box: {
      x: left / info.width,
      y: top / info.height,
      width: (Math.max(...xs) + 1 - left) / info.width,
      height: (Math.max(...ys) + 1 - top) / info.height,
    },
  };
}

const fractions = {
  x: stored.left / size.width,
  y: stored.top / size.height,
  width: stored.width / size.width,
  height: stored.height / size.height,
};

function expectClose(box: object, wanted: object) {
  for (const [key, value] of Object.entries(wanted))
    expect(box).toHaveProperty(key, expect.closeTo(value, 9));
}

describe('boxes in turned pictures', () => {
  it.each(orientations)('turn as a decoder turns the pixels, orientation %i', async (orientation) => {
    const { box, info } = await turnedByDecoder(orientation);
    expectClose(toUpright(fractions, orientation), box);
    expect(swapsSides(orientation)).toBe(info.width === size.height);
  });

  it.each(orientations)('come back to where they were, orientation %i', (orientation) => {
    expectClose(toStored(toUpright(fractions, orientation), orientation), fractions);
    expectClose(toUpright(toStored(fractions, orientation), orientation), fractions);
  });
});
