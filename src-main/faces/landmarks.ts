import type { Network } from '../nn/onnxruntime.ts';
import { imageOf, type Pixels } from '../photos/pixels.ts';
import type { PixelBox } from './boxes.ts';

/** Side of the landmark network's square input in pixels. */
const inputSide = 112;
/** x and y of 68 points. */
const landmarkLength = 136;

/** A box as whole pixels inside the photo, at least one pixel wide and high. */
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

/**
 * The 68 iBUG landmarks of each face, as x, y pairs in pixels of the photo. The network sees the detector's
 * box, fitted into its square with black on both sides of the shorter axis, as it was trained.
 */
export async function findLandmarks(
  photo: Pixels,
  boxes: readonly PixelBox[],
  network: Network,
): Promise<Float32Array[]> {
  if (boxes.length === 0) return [];
  const crops = boxes.map((box) => clip(box, photo));
  const bytes = inputSide * inputSide * 3;
  const input = new Uint8Array(crops.length * bytes);
  for (const [i, crop] of crops.entries()) input.set(await renderCrop(photo, crop), i * bytes);
  const { points } = await network.run(input, crops.length);

  return crops.map(({ left, top, width, height }, i) => {
    const side = Math.max(width, height);
    const marginX = (side - width) / 2;
    const marginY = (side - height) / 2;
    const landmarks = points.slice(i * landmarkLength, (i + 1) * landmarkLength);
    for (let p = 0; p < landmarkLength; p += 2) {
      landmarks[p] = left - marginX + landmarks[p] * side;
      landmarks[p + 1] = top - marginY + landmarks[p + 1] * side;
    }
    return landmarks;
  });
}

function renderCrop(photo: Pixels, crop: ReturnType<typeof clip>): Promise<Buffer> {
  return imageOf(photo)
    .extract(crop)
    .resize(inputSide, inputSide, { fit: 'contain', background: '#000', kernel: 'linear' })
    .raw()
    .toBuffer();
}
