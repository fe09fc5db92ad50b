import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { dot, normalise } from '../../common/vectors.ts';
import { loadNetwork, type Network } from '../onnxruntime.ts';
import { decodeBox, ssdAnchors } from './ssd-anchors.ts';

/**
 * Our networks in ONNX Runtime against the package that their weights come from, run by TensorFlow.js, on
 * that package's own photos. Both see the same pixels.
 */
const require = createRequire(import.meta.url);
const packageFolder = dirname(require.resolve('@vladmandic/face-api/package.json'));
const photos = [1, 2, 3, 4, 5, 6].map((n) => `sample${n}.jpg`);

type Box = [top: number, left: number, bottom: number, right: number];
interface TfTensor {
  dataSync(): Float32Array;
  dispose(): void;
}
interface Reference {
  tf: {
    setBackend(name: string): Promise<boolean>;
    tensor3d(data: Uint8Array, shape: number[], type: string): TfTensor;
  };
  nets: {
    ssdMobilenetv1: ReferenceNet & { forward(x: TfTensor): Promise<Record<'boxes' | 'scores', TfTensor[]>> };
    faceLandmark68Net: ReferenceNet & { forward(x: TfTensor): Promise<TfTensor> };
    faceRecognitionNet: ReferenceNet & { forward(x: TfTensor): Promise<TfTensor> };
  };
}
interface ReferenceNet {
  loadFromDisk(folder: string): Promise<void>;
}

let reference: Reference;
let detector: Network;
let landmarker: Network;
let embedder: Network;

beforeAll(async () => {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  reference = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as Reference;
  expect(await reference.tf.setBackend('wasm')).toBe(true);
  const { ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = reference.nets;
  for (const net of [ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) {
    await net.loadFromDisk(join(packageFolder, 'model'));
  }
  detector = await loadNetwork('ssd-mobilenet-v1', { name: 'cpu' });
  landmarker = await loadNetwork('landmarks-68', { name: 'cpu' });
  embedder = await loadNetwork('dlib-resnet-128', { name: 'cpu' });
});

afterAll(() => Promise.all([detector, landmarker, embedder].map((network) => network?.release())));

/** A square picture for the reference, with its pixels. */
const asTensor = (pixels: Uint8Array, side: number) =>
  reference.tf.tensor3d(pixels, [side, side, 3], 'int32');

const boxAt = (boxes: Float32Array, i: number) => [...boxes.subarray(4 * i, 4 * i + 4)] as Box;

function overlap([top, left, bottom, right]: Box, [top2, left2, bottom2, right2]: Box): number {
  const area = (t: number, l: number, b: number, r: number) => Math.max(b - t, 0) * Math.max(r - l, 0);
  const shared = area(
    Math.max(top, top2),
    Math.max(left, left2),
    Math.min(bottom, bottom2),
    Math.min(right, right2),
  );
  return shared / (area(top, left, bottom, right) + area(top2, left2, bottom2, right2) - shared);
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

describe('parity with face-api in boxes, landmarks and descriptors', () => {
  it.each(photos)('%s', async (photo) => {
    const path = join(packageFolder, 'demo', photo);
    const fitted = sharp(path).resize(512, 512, { fit: 'contain', position: 'left top', background: '#000' });
    const pixels = await fitted.removeAlpha().raw().toBuffer();

    const theirs = await reference.nets.ssdMobilenetv1.forward(asTensor(pixels, 512));
    const [theirBoxes, theirScores] = [theirs.boxes[0]!.dataSync(), theirs.scores[0]!.dataSync()];
    const { codes, scores } = await detector.run(pixels, 1, { width: 512, height: 512 });
    const anchors = ssdAnchors(512, 512);
    expect(codes).toHaveLength(anchors.length);
    // Their last two maps, of 2 x 2 and of 1 cell with 6 anchors each, are left out of ours.
    expect(scores).toHaveLength(theirScores.length - 5 * 6);
    expect(largestDifference(scores!, theirScores)).toBeLessThan(1e-4);

    const found = [...scores!.keys()].filter((i) => scores![i]! > 0.3);
    expect(found.length).toBeGreaterThan(0);
    for (const i of found) {
      const { top, left, bottom, right } = decodeBox(codes!, anchors, i);
      const ours = [top, left, bottom, right].map((edge) => edge / 512) as Box;
      expect(overlap(ours, boxAt(theirBoxes, i))).toBeGreaterThan(0.99);
    }

    const best = found.reduce((a, b) => (theirScores[b]! > theirScores[a]! ? b : a));
    const face = await cutFace(pixels, boxAt(theirBoxes, best));
    await expectSameLandmarks(await face.clone().resize(112, 112, { fit: 'fill' }).raw().toBuffer());
    await expectSameDescriptor(await face.clone().resize(150, 150, { fit: 'fill' }).raw().toBuffer());
  });
});

async function cutFace(pixels: Uint8Array, box: Box) {
  const [top, left, bottom, right] = firstItems(
    box.map((edge) => Math.round(Math.min(Math.max(edge, 0), 1) * 512)),
    4,
  );
  const square = sharp(pixels, { raw: { width: 512, height: 512, channels: 3 } });
  const cut = square.extract({ left, top, width: right - left, height: bottom - top });
  return sharp(await cut.png().toBuffer());
}

/** Coordinates may differ by a thousandth of a pixel of the network's input. */
async function expectSameLandmarks(pixels: Uint8Array) {
  const theirs = (await reference.nets.faceLandmark68Net.forward(asTensor(pixels, 112))).dataSync();
  const { points } = await landmarker.run(pixels, 1);
  expect(points).toHaveLength(theirs.length);
  expect(largestDifference(points!, theirs)).toBeLessThan(0.001 / 112);
}

/** The lengths agree too: the network does not normalise. */
async function expectSameDescriptor(pixels: Uint8Array) {
  const theirs = (await reference.nets.faceRecognitionNet.forward(asTensor(pixels, 150))).dataSync();
  const { embedding } = await embedder.run(pixels, 1);
  expect(largestDifference(embedding!, theirs)).toBeLessThan(1e-4);
  expect(dot(normalise(embedding!), normalise(Float32Array.from(theirs)))).toBeGreaterThan(0.9999);
}
