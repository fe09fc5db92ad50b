import { afterEach, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { GraphBuilder } from '../nn/graph-builder.ts';
import { convolve, globalAverage } from '../nn/networks/layers.ts';
import { withUnitOutput } from '../nn/graph-cut.ts';
import { type Engine, type EngineName, openEngine } from './engine.ts';

const random = seededRandom(4);
const draw = (dims: number[]) => ({
  type: 'float32' as const,
  dims,
  data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => 2 * random() - 1),
});

/** A convolution, its mean, length 1. */
function network() {
  const graph = new GraphBuilder('small');
  const value = graph.input('x', 'float32', ['batch', 2, 6, 5]);
  const map = { value, channels: 2, height: 6, width: 5 };
  const convolution = { kernel: draw([4, 2, 3, 3]), bias: draw([4]).data };
  const y = globalAverage(graph, convolve(graph, map, convolution, { name: 'layer' }));
  graph.output(y, 'float32', ['batch', 4]);
  return withUnitOutput(graph.build());
}

const engines: Engine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.release();
});

it('learns the same on TensorFlow.js as on ONNX Runtime', async () => {
  const graph = network();
  const x = draw([3, 2, 6, 5]).data;
  const cotangent = draw([3, 4]).data;
  const learned: Float32Array[] = [];
  for (const engine of ['onnxruntime', 'wasm'] satisfies EngineName[]) {
    const opened = await openEngine(graph, ['layer/kernel', 'layer/bias'], { engine, weightDecay: 0.1 });
    engines.push(opened);
    for (let step = 0; step < 3; step++) {
      const { accumulate } = await opened.learner.pass(x, 3);
      await accumulate(cotangent);
      await opened.learner.step(0.01);
    }
    expect(opened.name).toBe(engine);
    learned.push(await opened.learner.run(x, 3));
    expect((await opened.learner.weights()).get('layer/kernel')!.dims).toEqual([4, 2, 3, 3]);
  }
  learned[0]!.forEach((value, i) => expect(learned[1]![i]).toBeCloseTo(value, 4));
});

it('says where an engine that was asked for is not there', async () => {
  const options = { engine: 'tfjs-node-gpu', weightDecay: 0 } as const;
  await expect(openEngine(network(), ['layer/kernel'], options)).rejects.toMatchObject({
    code: 'device-unavailable',
  });
});
