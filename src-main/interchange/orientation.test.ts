import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { swapsSides, toStored, toUpright } from './orientation.ts';

const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
/** A white rectangle on black in a picture of 40 by 24 pixels, nearer to the left and the top. */
const stored = { left: 4, top: 3, width: 10, height: 6 };
const size = { width: 40, height: 24 };

/** Position of the white rectangle, as fractions, after a decoder has applied the orientation. */
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
  const lit = [...data.keys()].filter((i) => data[i]! > 128);
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
  it.each(orientations)('are mapped as a decoder maps the pixels, orientation %i', async (orientation) => {
    const { box, info } = await turnedByDecoder(orientation);
    expectClose(toUpright(fractions, orientation), box);
    expect(swapsSides(orientation)).toBe(info.width === size.height);
  });

  it.each(orientations)('are restored by the inverse mapping, orientation %i', (orientation) => {
    expectClose(toStored(toUpright(fractions, orientation), orientation), fractions);
    expectClose(toUpright(toStored(fractions, orientation), orientation), fractions);
  });
});
