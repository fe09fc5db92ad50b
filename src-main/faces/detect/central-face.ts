import type { Box } from '../../contract/models.ts';

/**
 * The face whose centre is nearest the photo's centre, in pixels; null where there is none. Benchmarks of one
 * person a photo mean that face.
 */
export function centralFace<Face extends { box: Box }>({
  width,
  height,
  faces,
}: {
  width: number;
  height: number;
  faces: readonly Face[];
}): Face | null {
  let nearest: Face | null = null;
  let least = Infinity;
  for (const face of faces) {
    const { x, y, width: w, height: h } = face.box;
    const offset = Math.hypot((x + w / 2 - 0.5) * width, (y + h / 2 - 0.5) * height);
    if (offset < least) {
      least = offset;
      nearest = face;
    }
  }
  return nearest;
}
