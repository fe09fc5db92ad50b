import { elementAt } from '../../../common/elements.ts';
import type { TimedComparison, TimedWay } from '../../bench/comparison.ts';
import { type FaceApi, openFaceApi } from '../../recognition/face-api-pipeline.ts';
import { decodePhoto } from '../../../photos/decode.ts';
import { measureForParent } from '../measuring-process.ts';

/** Entry of the process in which `familiar bench` times the pipeline of face-api. */
export interface ComparisonOrder {
  /** Paths of the photos, at least one. */
  photos: string[];
  /** Greatest longer sides to which they are decoded, in pixels. */
  sides: { wholePhotos: number; workingSize: number };
}

measureForParent(async ({ photos, sides }: ComparisonOrder): Promise<TimedComparison> => {
  const faceApi = await openFaceApi();
  return {
    with: faceApi.name,
    photos: photos.length,
    workingSize: await timeWay(faceApi, photos, sides.workingSize),
    wholePhotos: await timeWay(faceApi, photos, sides.wholePhotos),
  };
});

/** Times one size of photos. One photo is recognised before, untimed. */
async function timeWay(faceApi: FaceApi, photos: readonly string[], side: number): Promise<TimedWay> {
  const look = async (path: string) => faceApi.recognise((await decodePhoto(path, side)).pixels);
  await look(elementAt(photos, 0));
  const before = performance.now();
  let faces = 0;
  for (const path of photos) faces += (await look(path)).length;
  return { side, faces, photosPerSecond: (1000 * photos.length) / (performance.now() - before) };
}
