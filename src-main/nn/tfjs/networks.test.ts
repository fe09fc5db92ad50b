import { Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { drawFaces } from '../device-pictures.ts';
import { DifferentiatedNetwork } from '../gradient/network.ts';
import { onnxRuntime } from '../gradient/onnxruntime-runtime.ts';
import { elementCount, type Graph } from '../graph.ts';
import { cutGraph, withUnitOutput } from '../graph-cut.ts';
import { verifyModel } from '../models.ts';
import { nn1 } from '../networks/facenet/nn1.ts';
import { nn2, nn3, nn4 } from '../networks/facenet/nn2.ts';
import { nns2 } from '../networks/facenet/nns2.ts';
import { readOnnx } from '../onnx/read.ts';
import { writeOnnx } from '../onnx/write.ts';
import { createSession } from '../onnxruntime.ts';
import { openTraining } from './backend.ts';
import { largestDifference } from '../operators/test-operators.ts';
import { tensorFlow } from './runtime.ts';

const wasm = tensorFlow('wasm');
const batch = 2;

beforeAll(() => openTraining('wasm'));

const model = async (id: string) => readOnnx((await verifyModel(id)).onnx).graph;

/** The detector takes pictures of any size and has two outputs; training wants one size and one output. */
async function detector(output: string): Promise<Graph> {
  const graph = await model('ssd-mobilenet-v1');
  const [input] = graph.inputs;
  const kept = graph.outputs.find(({ name }) => name === output)!;
  return { ...graph, inputs: [{ ...input!, shape: ['batch', 128, 128, 3] }], outputs: [kept] };
}

/** FaceNet's networks with a fifth of their channels and small pictures. */
const reduced = { width: 0.2, seed: 1 };
const networks: [string, () => Graph | Promise<Graph>][] = [
  ['NN1', () => nn1({ ...reduced, side: 64 })],
  ['NN2', () => nn2({ ...reduced, side: 96 })],
  ['NN3', () => nn3({ ...reduced, side: 96 })],
  ['NN4', () => nn4({ ...reduced, side: 96 })],
  ['NNS2', () => nns2(reduced)],
  ['dlib’s ResNet', () => model('dlib-resnet-128')],
  ['the landmark network', () => model('landmarks-68')],
  ['the detector’s scores', () => detector('scores')],
  ['the detector’s codes', () => detector('codes')],
];

it.each(networks)('runs %s as ONNX Runtime does', async (_, make) => {
  const graph = await make();
  const [{ name, shape }] = firstItems(graph.inputs, 1);
  const [output] = firstItems(graph.outputs, 1);
  const dims = [batch, ...(shape.slice(1) as number[])];
  const random = seededRandom(2);
  const pixels = Uint8Array.from({ length: elementCount(dims) }, () => 256 * random());
  const session = await createSession(writeOnnx(graph), 'cpu');
  const expected = (await session.run({ [name]: new Tensor('uint8', pixels, dims) }))[output.name]!;
  await session.release();

  const program = await wasm.load(graph);
  const input = wasm.write({ dims, data: pixels });
  const value = (await program.run(new Map([[name, input]]), [output.name])).get(output.name)!;
  const actual = await wasm.read(value);
  [input, value].forEach((one) => wasm.free(one));
  await program.release();
  expect(largestDifference(actual, expected.data as Float32Array)).toBeLessThan(1e-4);
});

describe('the last part of dlib’s ResNet', () => {
  it('has the gradients that the network of its gradients gives in ONNX Runtime', async () => {
    const graph = await model('dlib-resnet-128');
    const start = graph.nodes.findIndex(({ inputs }) => inputs.includes('conv128_2/conv2/kernel'));
    const cut = graph.nodes.slice(start).find(({ operator }) => operator === 'Relu')!.outputs[0]!;
    const { front, back } = cutGraph(withUnitOutput(graph), cut, ['batch', 128, 8, 8]);
    const session = await createSession(writeOnnx(front), 'cpu');
    const faces = new Tensor('uint8', drawFaces(batch, 150), [batch, 150, 150, 3]);
    const maps = (await session.run({ pixels: faces }))[cut]!.data as Float32Array;
    await session.release();

    const variables = [...back.initialisers.keys()].filter(
      (name) => back.initialisers.get(name)!.type === 'float32',
    );
    const ours = await DifferentiatedNetwork.open(back, variables, wasm);
    const theirs = await DifferentiatedNetwork.open(back, variables, onnxRuntime('cpu'));
    const cotangent = Float32Array.from({ length: batch * ours.width }, (_, k) => Math.sin(k));
    await ours.accumulate(maps, batch, cotangent);
    await theirs.accumulate(maps, batch, cotangent);
    // A step of plain descent at rate 1 shows the gradient.
    const before = theirs.weights();
    theirs.step({
      rate: 1,
      update: (_, { weights, gradient }) => weights.forEach((w, i) => (weights[i] = w - gradient[i]!)),
    });
    const after = theirs.weights();
    for (const [name, { data }] of ours.gradients()) {
      const start = before.get(name)!.data;
      const expected = after.get(name)!.data.map((weight, i) => start[i]! - weight);
      expect(largestDifference(data, expected), name).toBeLessThan(1e-4);
      expect(
        data.some((value) => Math.abs(value) > 1e-3),
        name,
      ).toBe(true);
    }
    await ours.release();
    await theirs.release();
  });
});
