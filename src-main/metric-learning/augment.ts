import sharp from 'sharp';
import { uint8At } from '../common/typed-arrays.ts';
import { normalDeviate } from '../common/random.ts';
import { cutSquare } from '../faces/align/chip.ts';
import { imageOf, type Pixels, pixelsOf } from '../photos/pixels.ts';

/** Standard deviations of the errors of landmarks on photos that are hard to read. */
const jitter = {
  /** Logarithm of the scale. */
  scale: 0.04,
  /** Radians. */
  turn: 0.04,
  /** Parts of the chip's side. */
  shift: 0.02,
};

/** The chip as inaccurate landmarks would have cut it: turned, scaled and shifted. The border is mirrored. */
export function misaligned(chip: Pixels, random: () => number): Pixels {
  const side = chip.width;
  const scale = Math.exp(jitter.scale * normalDeviate(random));
  const turn = jitter.turn * normalDeviate(random);
  const [a, b] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const off = () => jitter.shift * side * normalDeviate(random);
  // About the middle of the chip.
  const tx = side / 2 - (a - b) * (side / 2) + off();
  const ty = side / 2 - (b + a) * (side / 2) + off();
  return cutSquare(chip, { a, b, tx, ty }, side);
}

/** Ranges of the degradations; each chip draws its own from them. */
const degradations = {
  /** Side to which a chip is reduced, in pixels, even on a logarithmic scale; a face takes about two thirds of it. */
  side: [24, 90],
  /** Standard deviation of the Gaussian, in pixels of the reduced chip. */
  blurSigma: [0, 1.2],
  /** Standard deviation of the grain, of 256 levels. */
  grain: [0, 12],
  /** Standard deviation of the logarithm of gamma. */
  gamma: 0.2,
  /** Probabilities of sepia and of grey. */
  sepia: 0.35,
  grey: 0.25,
  /** Quality of the JPEG, 1 to 100. */
  jpegQuality: [10, 60],
} as const;

type Colours = [[number, number, number], [number, number, number], [number, number, number]];
const luma: [number, number, number] = [0.299, 0.587, 0.114];
const toGrey: Colours = [luma, luma, luma];
/** Weights of red, green and blue in the three colours of a sepia print; the usual ones. */
export const toSepia: Colours = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/** The chip as from an old, small or heavily compressed photo: fewer pixels, blur, grain, faded colours, JPEG. */
export async function degraded(chip: Pixels, random: () => number): Promise<Pixels> {
  const between = ([from, to]: readonly [number, number]) => from + random() * (to - from);
  const side = Math.round(
    Math.exp(between([Math.log(degradations.side[0]), Math.log(degradations.side[1])])),
  );
  let image = imageOf(chip).resize(side, side, { fit: 'fill' });
  const sigma = between(degradations.blurSigma);
  if (sigma >= leastSigma) image = image.blur(sigma);
  const colours = random();
  if (colours < degradations.sepia) image = image.recomb(toSepia);
  else if (colours < degradations.sepia + degradations.grey) image = image.recomb(toGrey);
  const small = await pixelsOf(image);
  const gamma = Math.exp(degradations.gamma * normalDeviate(random));
  const grain = between(degradations.grain);
  for (let at = 0; at < small.data.length; at += 3) {
    const speck = grain * normalDeviate(random);
    for (let k = at; k < at + 3; k++) {
      const level = 255 * (uint8At(small.data, k) / 255) ** gamma + speck;
      small.data[k] = Math.min(255, Math.max(0, level));
    }
  }
  const quality = Math.round(between(degradations.jpegQuality));
  const scan = imageOf(small).resize(chip.width, chip.height, { fit: 'fill', kernel: 'cubic' });
  return pixelsOf(sharp(await scan.jpeg({ quality }).toBuffer()));
}

/** sharp blurs by 0.3 at least. */
const leastSigma = 0.3;
