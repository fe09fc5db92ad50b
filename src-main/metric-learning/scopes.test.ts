import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { normalise } from '../common/vectors.ts';
import { trainingScope } from '../contract/training.ts';
import { verifyModel } from '../nn/models.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import { FeatureStore } from './feature-store.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { scopeOf } from './scopes.ts';

const side = 150;

it.each(trainingScope.options)(
  'cuts the network before what %s trains, and both parts make its vector',
  async (scope) => {
    const { onnx } = await verifyModel('dlib-resnet-128');
    const scoped = scopeOf(readOnnx(onnx).graph, scope);
    const random = seededRandom(2);
    const data = Uint8Array.from({ length: side * side * 3 }, () => 256 * random());
    const whole = await InferenceSession.create(onnx);
    const { embedding } = await whole.run({ pixels: new Tensor('uint8', data, [1, side, side, 3]) });
    const store = await FeatureStore.of(scoped, 1, () => ({ data, width: side, height: side }), {
      hold: async () => true,
    });
    const back = await InferenceSession.create(writeOnnx(scoped.back));
    const dims = [1, ...(scoped.back.inputs[0].shape.slice(1) as number[])];
    const results = await back.run({ [scoped.map.name]: new Tensor('float32', store!.read([0]), dims) });
    const vector = results[back.outputNames[0]].data as Float32Array;
    const expected = normalise((embedding.data as Float32Array).slice());
    expect(Math.hypot(...vector.map((value, k) => value - expected[k]))).toBeLessThan(1e-3);
    await Promise.all([whole.release(), back.release()]);
  },
);

it('learns more of the network the larger the scope', async () => {
  const { graph } = readOnnx((await verifyModel('dlib-resnet-128')).onnx);
  const names = trainingScope.options.map((scope) => scopeOf(graph, scope).variables);
  expect(names[0]).toEqual(['fc/weights']);
  expect(names.map(({ length }) => length)).toEqual([1, 29, 57]);
  expect(names[2]).not.toContain('conv32_down/kernel');
});
