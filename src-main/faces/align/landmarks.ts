import { float32At, numberAt } from '../../common/typed-arrays.ts';
import { elementAt, entryOf } from '../../common/elements.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import { imageOf, type Pixels } from '../../photos/pixels.ts';
import type { PixelBox } from '../boxes.ts';
import { fitMeanFace } from './mean-face-fit.ts';
import { stablePoints } from './mean-face.ts';

/** Side of the landmark network's square input in pixels. */
const inputSide = 112;
/** Coordinates of 68 points. */
const landmarkLength = 136;

/** Clips a box to whole pixels of the photo, at least one pixel wide and high. */
function clip({ left, top, right, bottom }: PixelBox, { width, height }: Pixels) {
  const x = Math.min(Math.max(Math.floor(left), 0), width - 1);
  const y = Math.min(Math.max(Math.floor(top), 0), height - 1);
  return {
    left: x,
    top: y,
    width: Math.max(1, Math.min(Math.ceil(right), width) - x),
    height: Math.max(1, Math.min(Math.ceil(bottom), height) - y),
  };
}

/** A part of a photo as input of the network. */
interface Crop {
  box: PixelBox;
  /** True to mirror it horizontally. */
  mirrored?: boolean;
}

/**
 * The 68 iBUG landmarks of each face, as x, y pairs in pixels of the photo. The input is the detector's box,
 * fitted into the square with black borders on the shorter axis, as in training.
 */
export const findLandmarks = (
  photo: Pixels,
  boxes: readonly PixelBox[],
  network: Network,
): Promise<Float32Array[]> =>
  landmarksIn(
    photo,
    boxes.map((box) => ({ box })),
    network,
  );

/** Enlargement of the box on each side, relative to its sides, for the second run. */
const again = 0.1;

/**
 * Distance by which landmarks move when the network receives the face in a larger box, and mirrored: the mean
 * of both root mean squares, relative to the mean face's side. Faces give nearly the same landmarks again (95
 * % of the faces of all albums move by less than 0.055); other objects give different ones each time (0.06
 * and more).
 * @param landmarks result of {@link findLandmarks} for each face
 */
export async function measureUnsteadiness(
  photo: Pixels,
  boxes: readonly PixelBox[],
  landmarks: readonly Float32Array[],
  network: Network,
): Promise<number[]> {
  const crops = boxes.flatMap((box) => [{ box: grow(box) }, { box, mirrored: true }]);
  const found = await landmarksIn(photo, crops, network);
  return landmarks.map(
    (seen, i) =>
      (differenceOf(seen, elementAt(found, 2 * i)) + differenceOf(seen, elementAt(found, 2 * i + 1))) / 2,
  );
}

/** Maximum number of crops in one run of the network; bounds memory on photos of a crowd. */
const cropsAtOnce = 32;

async function landmarksIn(
  photo: Pixels,
  wanted: readonly Crop[],
  network: Network,
): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  for (let start = 0; start < wanted.length; start += cropsAtOnce) {
    found.push(...(await runOn(photo, wanted.slice(start, start + cropsAtOnce), network)));
  }
  return found;
}

async function runOn(photo: Pixels, wanted: readonly Crop[], network: Network): Promise<Float32Array[]> {
  const crops = wanted.map(({ box, mirrored = false }) => ({ ...clip(box, photo), mirrored }));
  const bytes = inputSide * inputSide * 3;
  const input = new Uint8Array(crops.length * bytes);
  for (const [i, crop] of crops.entries()) input.set(await renderCrop(photo, crop), i * bytes);
  const points = entryOf(await network.run(input, crops.length), 'points');

  return crops.map(({ left, top, width, height, mirrored }, i) => {
    const side = Math.max(width, height);
    const marginX = (side - width) / 2;
    const marginY = (side - height) / 2;
    const seen = points.subarray(i * landmarkLength, (i + 1) * landmarkLength);
    const landmarks = new Float32Array(landmarkLength);
    for (let p = 0; p < landmarkLength; p += 2) {
      const from = mirrored ? 2 * numberAt(mirrorImage, p / 2) : p;
      const x = mirrored ? 1 - float32At(seen, from) : float32At(seen, from);
      landmarks[p] = left - marginX + x * side;
      landmarks[p + 1] = top - marginY + float32At(seen, from + 1) * side;
    }
    return landmarks;
  });
}

async function renderCrop(
  photo: Pixels,
  { mirrored, ...region }: ReturnType<typeof clip> & { mirrored: boolean },
): Promise<Buffer> {
  const image = imageOf(photo)
    .extract(region)
    .resize(inputSide, inputSide, { fit: 'contain', background: '#000', kernel: 'linear' });
  return (mirrored ? image.flop() : image).raw().toBuffer();
}

function grow({ left, top, right, bottom }: PixelBox): PixelBox {
  const [x, y] = [again * (right - left), again * (bottom - top)];
  return { left: left - x, top: top - y, right: right + x, bottom: bottom + y };
}

/** Root mean square distance of the stable landmarks, relative to the mean face's side. */
export function differenceOf(one: Float32Array, other: Float32Array): number {
  const [a, b] = [stablePoints(one), stablePoints(other)];
  const squares = a.reduce((sum, value, i) => sum + (value - numberAt(b, i)) ** 2, 0);
  return Math.sqrt((2 * squares) / a.length / (fitMeanFace(one).side * fitMeanFace(other).side));
}

/**
 * Runs of landmarks, first and last, and the landmark that the first becomes in a mirror; the mirrored run is
 * descending.
 */
const mirroredRuns = [
  [0, 16, 16],
  [17, 26, 26],
  [27, 30, null],
  [31, 35, 35],
  [36, 39, 45],
  [40, 41, 47],
  [42, 45, 39],
  [46, 47, 41],
  [48, 54, 54],
  [55, 59, 59],
  [60, 64, 64],
  [65, 67, 67],
] as const;

/** Index of each of the 68 landmarks after mirroring. */
const mirrorImage: readonly number[] = mirroredRuns.flatMap(([first, last, becomes]) =>
  Array.from({ length: last - first + 1 }, (_, i) => (becomes === null ? first + i : becomes - i)),
);
