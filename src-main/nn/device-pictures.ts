import { addFloat32, float32At, numberAt } from '../common/typed-arrays.ts';
import { seededRandom } from '../common/random.ts';

/**
 * Made-up faces for the self-test of devices: drawn by numbers, since no person's photo is shipped. They lie as
 * aligned chips do (eyes at a third, mouth at seven tenths of the height), and differ in build, colours, light,
 * beard and glasses.
 * @returns `count` pictures of side x side RGB pixels, rows from the top, one after another; the same every time
 */
export function drawFaces(count: number, side: number): Uint8Array {
  const bytes = side * side * 3;
  const pictures = new Uint8Array(count * bytes);
  for (let i = 0; i < count; i++) drawFace(seededRandom(i + 1), side, pictures.subarray(i * bytes));
  return pictures;
}

type Colour = readonly [number, number, number];

/** An ellipse with a soft edge. Lengths as fractions of the side, `turn` in radians, opacity 0 to 1. */
interface Blot {
  x: number;
  y: number;
  width: number;
  height: number;
  colour: Colour;
  turn?: number;
  opacity?: number;
  /** Only a ring along the edge, this wide as a part of the ellipse. */
  ring?: number;
}

function drawFace(random: () => number, side: number, pixels: Uint8Array): void {
  const blots = composeFace(random);
  const background = colour(random, 30, 220);
  const light = { x: between(random, -0.5, 0.5), y: between(random, -0.4, 0.1) };
  const grain = between(random, 2, 10);
  const canvas = new Float32Array(side * side * 3);
  for (let at = 0; at < canvas.length; at++) canvas[at] = numberAt(background, at % 3);
  for (const blot of blots) paint(canvas, side, blot);
  for (let at = 0; at < canvas.length; at += 3) {
    const [x, y] = [((at / 3) % side) / side, Math.floor(at / 3 / side) / side];
    const shade = 1 + light.x * (x - 0.5) + light.y * (y - 0.5);
    const noise = grain * (random() - 0.5);
    for (let c = 0; c < 3; c++)
      pixels[at + c] = Math.min(255, Math.max(0, float32At(canvas, at + c) * shade + noise));
  }
}

/** Shapes from the back to the front: hair, head, beard, brows, eyes, nose, mouth, glasses. */
function composeFace(random: () => number): Blot[] {
  const tone = between(random, 0.3, 1);
  const skin: Colour = [235 * tone, 190 * tone ** 1.2, 160 * tone ** 1.4];
  const dark = (part: number): Colour => [skin[0] * part, skin[1] * part, skin[2] * part];
  const shade = between(random, 15, 190);
  const hair: Colour = [shade, shade * between(random, 0.6, 0.95), shade * between(random, 0.3, 0.85)];
  const iris = colour(random, 20, 120);
  const lips: Colour = [Math.min(255, skin[0] * 0.85 + 20), skin[1] * 0.55, skin[2] * 0.6];

  const width = between(random, 0.78, 1);
  const apart = between(random, 0.165, 0.19);
  const open = between(random, 0.035, 0.06);
  const brow = { y: between(random, 0.17, 0.22), height: between(random, 0.02, 0.05) };
  const nose = { width: between(random, 0.1, 0.17), y: between(random, 0.49, 0.54) };
  const mouth = { width: between(random, 0.22, 0.34), height: between(random, 0.04, 0.11) };
  const tilt = between(random, -0.25, 0.1);
  const beard = random() < 0.3 ? between(random, 0.4, 0.9) : 0;
  const glasses = random() < 0.25;

  const pair = (blot: Blot): Blot[] => [
    { ...blot, x: 0.5 - blot.x },
    { ...blot, x: 0.5 + blot.x, turn: -(blot.turn ?? 0) },
  ];
  return [
    { x: 0.5, y: 0.35, width: width + 0.2, height: between(random, 1, 1.5), colour: hair },
    { x: 0.5, y: 0.5, width, height: 1.12, colour: skin },
    { x: 0.5, y: 0.92, width: width * 0.8, height: 0.5, colour: hair, opacity: beard },
    ...pair({ x: apart + 0.005, y: brow.y, width: 0.2, height: brow.height, colour: hair, turn: tilt }),
    ...pair({ x: apart, y: 0.3, width: 0.2, height: 0.13, colour: dark(0.8), opacity: 0.6 }),
    ...pair({ x: apart, y: 0.307, width: 0.14, height: open * 1.6, colour: [235, 232, 228] }),
    ...pair({ x: apart, y: 0.307, width: 0.06, height: 0.06, colour: iris }),
    ...pair({ x: apart, y: 0.307, width: 0.028, height: 0.028, colour: [8, 8, 10] }),
    { x: 0.475, y: 0.4, width: 0.035, height: 0.26, colour: dark(0.75), opacity: 0.5 },
    { x: 0.5, y: nose.y, width: nose.width, height: 0.1, colour: dark(0.85) },
    ...pair({ x: nose.width * 0.3, y: nose.y + 0.03, width: 0.035, height: 0.022, colour: dark(0.3) }),
    { x: 0.5, y: 0.71, width: mouth.width, height: mouth.height, colour: lips },
    { x: 0.5, y: 0.71, width: mouth.width * 0.9, height: 0.014, colour: dark(0.3) },
    ...(glasses
      ? pair({ x: apart, y: 0.31, width: 0.26, height: 0.2, colour: [25, 25, 30], ring: 0.22 })
      : []),
  ];
}

/** Lays a blot over all that is there. Its edge is about two pixels wide. */
function paint(canvas: Float32Array, side: number, blot: Blot): void {
  const { x, y, colour, turn = 0, opacity = 1, ring } = blot;
  const [rx, ry] = [blot.width / 2, blot.height / 2];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const edge = 2 / side / Math.min(rx, ry);
  const reach = Math.max(rx, ry) * (1 + (ring ?? 0) / 2) + 2 / side;
  const first = (at: number) => Math.max(0, Math.floor((at - reach) * side));
  const last = (at: number) => Math.min(side - 1, Math.ceil((at + reach) * side));
  for (let row = first(y); row <= last(y); row++) {
    for (let column = first(x); column <= last(x); column++) {
      const [dx, dy] = [(column + 0.5) / side - x, (row + 0.5) / side - y];
      const radius = Math.hypot((dx * cos + dy * sin) / rx, (dy * cos - dx * sin) / ry);
      const depth = ring === undefined ? 1 - radius : ring / 2 - Math.abs(radius - 1);
      const part = opacity * Math.min(1, Math.max(0, depth / edge + 0.5));
      if (part === 0) continue;
      const at = 3 * (row * side + column);
      for (let c = 0; c < 3; c++)
        addFloat32(canvas, at + c, part * (numberAt(colour, c) - float32At(canvas, at + c)));
    }
  }
}

const between = (random: () => number, low: number, high: number): number => low + (high - low) * random();

const colour = (random: () => number, low: number, high: number): Colour => [
  between(random, low, high),
  between(random, low, high),
  between(random, low, high),
];
