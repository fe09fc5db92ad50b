import { firstItems } from '../../common/elements.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import type { FoundFace } from './find.ts';
import type { PixelBox } from '../boxes.ts';
import { differenceOf, findLandmarks, measureUnsteadiness } from '../align/landmarks.ts';
import { isPlausible } from './veto.ts';
import { fromView, toView } from '../views.ts';
import type { View } from '../view.ts';

/**
 * Maximum movement of landmarks relative to the mean face's side; beyond it they belong to another object.
 */
const mostMoved = 0.2;

/**
 * Detects the landmarks of a small face again in a view with more detail. The old ones are kept if the new
 * ones are somewhere else.
 * @param face in pixels of the file
 */
export async function refine(face: FoundFace, view: View, network: Network): Promise<FoundFace> {
  if (!view.closeUp || face.isRotated) return face;
  const [found] = firstItems(await findLandmarks(view.pixels, [boxInView(face.detection, view)], network), 1);
  const landmarks = fromView(view, found);
  const isBetter =
    isPlausible(face.detection, landmarks) && differenceOf(face.landmarks, landmarks) <= mostMoved;
  return isBetter ? { ...face, landmarks } : face;
}

/**
 * Movement of the landmarks between runs, see {@link measureUnsteadiness}; 0 for a face found in the rotated
 * photo.
 * @param face in pixels of the file
 */
export async function unsteadinessOf(face: FoundFace, view: View, network: Network): Promise<number> {
  if (face.isRotated) return 0;
  const box = boxInView(face.detection, view);
  const [moved] = firstItems(
    await measureUnsteadiness(view.pixels, [box], [toView(view, face.landmarks)], network),
    1,
  );
  return moved;
}

function boxInView({ left, top, right, bottom }: PixelBox, view: View): PixelBox {
  const [x0, y0, x1, y1] = firstItems(toView(view, Float32Array.of(left, top, right, bottom)), 4);
  return { left: x0, top: y0, right: x1, bottom: y1 };
}
