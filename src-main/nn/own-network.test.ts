import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksum } from '../common/checksum.ts';
import { drawFaces } from './device-pictures.ts';
import { appendProjection, projectedOutput, projectionWeights } from './onnx/append.ts';
import { readOnnx } from './onnx/read.ts';
import { checkOwnModel } from './own-model-check.ts';
import { loadOwnNetwork } from './own-network.ts';
import { type EmbedderKind, idFromFile, type OwnModel, readOwnModel, writeOwnModel } from './own-models.ts';
import { type TestNetwork, testFaceNetwork } from './test-face-network.ts';

let folder: string;
beforeEach(async () => (folder = join(await mkdtemp(join(tmpdir(), 'familiar-own-')), 'model')));
afterEach(() => rm(join(folder, '..'), { recursive: true }));

async function modelOf(network: TestNetwork, kind: EmbedderKind = 'arcface112'): Promise<OwnModel> {
  const onnx = testFaceNetwork(network);
  const ports = await checkOwnModel(onnx, { kind, device: 'cpu' });
  const sha256 = checksum(onnx);
  const source = { file: 'test.onnx', sha256, bytes: onnx.length };
  const dimension = ports.output.width;
  return { onnx, manifest: { id: 'test', kind, source, sha256, ...ports, projection: null, dimension } };
}

const run = async (model: OwnModel, pixels: Uint8Array, batch: number) => {
  const network = await loadOwnNetwork(model, 'cpu', { threads: 1 });
  const { embedding } = await network.run(pixels, batch);
  await network.release();
  return embedding;
};

describe('a network of the user’s', () => {
  it('gives the same vectors whichever type, layout and batch its graph has', async () => {
    const faces = drawFaces(3, 112);
    const expected = await run(await modelOf({}), faces, 3);
    expect(expected).toHaveLength(3 * 64);
    for (const network of [
      { layout: 'nhwc' },
      { layout: 'nhwc', type: 'uint8' },
      { batch: 1 },
    ] satisfies TestNetwork[]) {
      const found = await run(await modelOf(network), faces, 3);
      found!.forEach((value, i) => expect(value).toBeCloseTo(expected![i]!, 4));
    }
  });

  it('sees the pixels as its kind was trained on', async () => {
    const onnx = testFaceNetwork({ side: 150 });
    const model = await modelOf({ side: 150 }, 'dlib150');
    const face = drawFaces(1, 150);
    const plane = 150 * 150;
    const mean = [122.782, 117.001, 104.298];
    const floats = new Float32Array(face.length);
    face.forEach((level, i) => (floats[(i % 3) * plane + Math.floor(i / 3)] = (level - mean[i % 3]!) / 256));
    const session = await InferenceSession.create(onnx);
    const { vector } = await session.run({ face: new Tensor('float32', floats, [1, 3, 150, 150]) });
    (await run(model, face, 1))!.forEach((value, i) => {
      expect(value).toBeCloseTo((vector!.data as Float32Array)[i]!, 4);
    });
  });

  it('refuses to give what is no number', async () => {
    const good = await modelOf({});
    const bad = { ...good, onnx: testFaceNetwork({ flaw: 'not-finite' }) };
    await expect(run(bad, drawFaces(1, 112), 1)).rejects.toMatchObject({ code: 'model-unsuitable' });
  });

  it('is read again as it was written, and not where a bit of it has changed', async () => {
    const model = await modelOf({});
    await writeOwnModel(folder, model);
    const { manifest, onnx } = await readOwnModel(folder);
    expect(manifest).toEqual(model.manifest);
    expect(Buffer.compare(onnx, model.onnx)).toBe(0);
    const bytes = await readFile(join(folder, 'model.onnx'));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, 'model.onnx'), bytes);
    await expect(readOwnModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
    await writeFile(join(folder, 'manifest.json'), '{}');
    await expect(readOwnModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
    await rm(folder, { recursive: true });
    await expect(readOwnModel(folder)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('is called after its file', () => {
    expect(idFromFile('/models/W600K_R50 (1).onnx')).toBe('w600k-r50-1');
    expect(idFromFile('/models/…..onnx')).toBe('own-model');
  });
});

describe('a projection appended to a network', () => {
  const [width, dimension] = [64, 8];
  const matrix = Float32Array.from({ length: width * dimension }, (_, i) => Math.sin(i));

  it('multiplies what the network gives, and leaves every byte of it in place', async () => {
    const model = await modelOf({});
    const joined = appendProjection(model.onnx, { output: 'vector', width, matrix, dimension });
    expect(Buffer.compare(joined.subarray(0, model.onnx.length), model.onnx)).toBe(0);
    const faces = drawFaces(2, 112);
    const before = await run(model, faces, 2);
    const projection = { weights: projectionWeights, output: projectedOutput, faces: 0, kept: 1 };
    const after = await run(
      { onnx: joined, manifest: { ...model.manifest, projection, dimension } },
      faces,
      2,
    );
    expect(after).toHaveLength(2 * dimension);
    for (let face = 0; face < 2; face++) {
      for (let j = 0; j < dimension; j++) {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += before![face * width + k]! * matrix[k * dimension + j]!;
        expect(after![face * dimension + j]!).toBeCloseTo(sum, 3);
      }
    }
  });

  it('stands in the graph as weights that can be read, beside all that was there', async () => {
    const { onnx } = await modelOf({});
    const before = readOnnx(onnx).graph;
    const { graph } = readOnnx(appendProjection(onnx, { output: 'vector', width, matrix, dimension }));
    expect(graph.initialisers.get(projectionWeights)).toEqual({
      type: 'float32',
      dims: [width, dimension],
      data: matrix,
    });
    expect(graph.nodes.slice(0, before.nodes.length)).toEqual(before.nodes);
    expect(graph.inputs).toEqual(before.inputs);
    expect(graph.outputs.map((output) => output.name)).toEqual(['vector', projectedOutput]);
    expect(graph.name).toBe(before.name);
  });
});
