import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { unitDistance } from '../common/vectors.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { cutChip } from './align/chip.ts';
import { turnedChipSide } from './display-crop.ts';
import { createPipeline, loadPipelineNetworks, type PipelineNetworks, workingSide } from './pipeline.ts';
import { embedStoredFaces, type StoredFace } from './stored-faces.ts';

let networks: PipelineNetworks;
beforeAll(async () => void (networks = await loadPipelineNetworks({ name: 'cpu' })));
afterAll(() =>
  Promise.all([networks.detector, networks.landmarks, networks.embedder].map((one) => one.release())),
);

it('has similar vectors from its photo, its picture, and a picture of an older pipeline', async () => {
  const [path] = firstItems(samplePhotos(), 1);
  const { faces, width, height } = await createPipeline(networks).recognise(path);
  const stored: StoredFace[] = faces.map(({ landmarks, chip }) => ({ landmarks, chip, width, height }));
  const { pixels } = await decodePhoto(path, workingSide);
  const turned = await Promise.all(
    faces.map(async ({ landmarks }) => {
      const places = landmarks.map((part, k) => part * (k % 2 === 0 ? pixels.width : pixels.height));
      return encodeJpeg(cutChip(pixels, places, { size: turnedChipSide, padding: 0.75 }));
    }),
  );
  const older = stored.map((face, i) => ({ ...face, chip: turned[i]! }));
  const [fromPhoto, fromPicture, fromOlder] = [
    await embedStoredFaces({ path, faces: stored }, networks.embedder),
    await embedStoredFaces({ path: null, faces: stored }, networks.embedder),
    await embedStoredFaces({ path: null, faces: older }, networks.embedder),
  ];
  for (const [i, { vector }] of faces.entries()) {
    expect(unitDistance(fromPhoto[i]!, vector)).toBeLessThan(0.01);
    expect(unitDistance(fromPicture[i]!, vector)).toBeLessThan(0.15);
    expect(unitDistance(fromOlder[i]!, vector)).toBeLessThan(0.15);
  }
});
