import { dirname, join } from 'node:path';
import type { Failure } from '../../contract/models.ts';
import type { PixelBox } from '../../faces/boxes.ts';
import { type DetectionFigures, evaluateDetection, matchDetections } from './detection.ts';
import { parseDlibBoxes } from '../datasets/dlib-boxes.ts';
import { readText } from '../../photos/read-listed.ts';
import { recognisePhotos, type RecognitionSource } from '../recognition/recognise-photos.ts';

/** A box in pixels of a photo. */
export interface PhotoBox {
  path: string;
  box: PixelBox;
}

export interface DetectionResult extends DetectionFigures {
  missed: PhotoBox[];
  /** Detections that show no marked face. */
  false: (PhotoBox & { score: number })[];
  failed: Failure[];
}

/**
 * Evaluates the detector on photos whose faces are marked. A photo that cannot be read has no detections.
 * @param boxFiles paths of files in dlib's format; photos lie relative to them
 * @throws FamiliarError `path-missing`, `bad-request`, or as {@link recognisePhotos}
 */
export async function detectPhotos(
  boxFiles: readonly string[],
  source: RecognitionSource,
): Promise<DetectionResult> {
  const marked = await Promise.all(
    boxFiles.map(async (file) =>
      parseDlibBoxes(await readText(file)).map((photo) => ({
        path: join(dirname(file), photo.file),
        marked: photo.boxes,
      })),
    ),
  );
  const photos = marked.flat();
  const { faces, failed } = await recognisePhotos(
    photos.map((photo) => photo.path),
    source,
  );
  const detected = photos.map((photo) => {
    const { width, height, faces: found } = faces.get(photo.path) ?? { width: 0, height: 0, faces: [] };
    const detections = found.map(({ box, score }) => ({
      left: box.x * width,
      top: box.y * height,
      right: (box.x + box.width) * width,
      bottom: (box.y + box.height) * height,
      score,
    }));
    return { ...photo, detected: detections };
  });
  const matches = detected.map((photo) => ({ path: photo.path, ...matchDetections(photo) }));
  return {
    ...evaluateDetection(detected),
    missed: matches.flatMap(({ path, missed }) => missed.map((box) => ({ path, box }))),
    false: matches.flatMap(({ path, judged }) =>
      judged
        .filter((one) => !one.right)
        .map(({ detection }) => ({ path, box: detection, score: detection.score })),
    ),
    failed,
  };
}
