import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { normalise } from '../common/vectors.ts';
import { trainingScope } from '../contract/training.ts';
import { builtInEmbedders } from '../faces/embed/embedder.ts';
import { isBuilt, verifyModel } from '../nn/models.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import { embedderInputs } from '../nn/own-models.ts';
import { FeatureStore } from './feature-store.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { scopeOf } from './scopes.ts';

const networks = builtInEmbedders.filter(({ id }) => isBuilt(id));
const cases = networks.flatMap(({ id, kind }) =>
  trainingScope.options.map((scope) => ({ id, scope, side: embedderInputs[kind].side })),
);

it.each(cases)(
  'cuts $id before what $scope trains, and both parts make its vector',
  async ({ id, scope, side }) => {
    const { onnx } = await verifyModel(id);
    const scoped = scopeOf(readOnnx(onnx).graph, scope);
    const random = seededRandom(2);
    const data = Uint8Array.from({ length: side * side * 3 }, () => 256 * random());
    const whole = await InferenceSession.create(onnx);
    const { embedding } = await whole.run({ pixels: new Tensor('uint8', data, [1, side, side, 3]) });
    const store = await FeatureStore.of(scoped, 1, () => ({ data, width: side, height: side }), {
      proceed: async () => true,
    });
    const back = await InferenceSession.create(writeOnnx(scoped.back));
    const dims = [1, ...(scoped.back.inputs[0]!.shape.slice(1) as number[])];
    const results = await back.run({ [scoped.map.name]: new Tensor('float32', store!.read([0]), dims) });
    const vector = results[back.outputNames[0]!]!.data as Float32Array;
    const expected = normalise((embedding!.data as Float32Array).slice());
    expect(Math.hypot(...vector.map((value, k) => value - expected[k]!))).toBeLessThan(1e-3);
    await Promise.all([whole.release(), back.release()]);
  },
);

it('learns the projection of the joint network first, then the last layers of both branches', async ({
  skip,
}) => {
  if (!isBuilt('dlib-mobilefacenet-128')) return skip('the model dlib-mobilefacenet-128 is not there');
  const { graph } = readOnnx((await verifyModel('dlib-mobilefacenet-128')).onnx);
  const [head, block, full] = firstItems(
    trainingScope.options.map((scope) => scopeOf(graph, scope).variables),
    3,
  );
  expect(head).toEqual(['projection/weights']);
  expect(block).toEqual(expect.arrayContaining(['fc/weights', 'Logits/LinearConv1x1/kernel', ...head]));
  expect(block).not.toContain('Conv2d_5_InvResBlock_0/Conv/kernel');
  expect(full).toEqual(expect.arrayContaining(block));
  expect(full).not.toContain('Conv2d_0/kernel');
});

it('learns more of the network the larger the scope', async () => {
  const { graph } = readOnnx((await verifyModel('dlib-resnet-128')).onnx);
  const names = trainingScope.options.map((scope) => scopeOf(graph, scope).variables);
  expect(names[0]).toEqual(['fc/weights']);
  expect(names.map(({ length }) => length)).toEqual([1, 29, 57]);
  expect(names[2]).not.toContain('conv32_down/kernel');
});
