import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { elementCount, float, type FloatTensor, type Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { differentiate } from './gradient-graph.ts';
import { DifferentiatedNetwork } from './network.ts';
import { onnxRuntime } from './onnxruntime-runtime.ts';

const batch = 3;
const random = seededRandom(9);
const draw = (dims: readonly number[]): FloatTensor => ({
  type: 'float32',
  dims,
  data: Float32Array.from({ length: elementCount(dims) }, () => 2 * random() - 1),
});

/** x W, over which an operator is laid: so its gradient by its input is asked for as well as those by its weights. */
function under(
  input: readonly number[],
  lay: (graph: GraphBuilder, x: string) => { value: string; dims: readonly number[] },
): Graph {
  const graph = new GraphBuilder('tested');
  const width = elementCount(input);
  const x = graph.input('x', 'float32', ['batch', 4]);
  const mixed = graph.node('Gemm', [
    x,
    graph.weight('mix', draw([4, width])),
    graph.weight('shift', draw([width])),
  ]);
  const map = graph.node('Reshape', [mixed, graph.integers([-1, ...input])]);
  const { value, dims } = lay(graph, map);
  const flat = graph.node('Flatten', [value], { axis: 1 });
  graph.output(graph.node('Identity', [flat], {}, 'y'), 'float32', ['batch', elementCount(dims)]);
  return graph.build();
}

/** The gradients that a network accumulates in one pass, by variable. */
async function gradientsOf(
  network: DifferentiatedNetwork,
  x: Float32Array,
  n: number,
  cotangent: Float32Array,
): Promise<Map<string, Float32Array>> {
  const gradients = new Map<string, Float32Array>();
  await network.accumulate(x, n, cotangent);
  network.step({ rate: 0, update: (name, { gradient }) => gradients.set(name, gradient.slice()) });
  return gradients;
}

/** The greatest difference to central differences, in parts of the greatest gradient, for every variable. */
async function differences(graph: Graph): Promise<Record<string, number>> {
  const variables = [...graph.initialisers].filter(
    ([, { type, dims }]) => type === 'float32' && dims.length > 0,
  );
  const weights = new Map(variables as [string, FloatTensor][]);
  const network = await DifferentiatedNetwork.open(graph, [...weights.keys()], onnxRuntime('cpu'));
  const x = draw([batch, 4]).data;
  const cotangent = draw([batch, graph.outputs[0]!.shape[1] as number]).data;
  const loss = async () => {
    network.setWeights(weights);
    const y = await network.run(x, batch);
    return y.reduce((sum, value, i) => sum + value * cotangent[i]!, 0);
  };
  const given = await gradientsOf(network, x, batch, cotangent);
  const worst: Record<string, number> = {};
  for (const [name, { data }] of weights) {
    const gradient = given.get(name)!;
    const scale = Math.max(...gradient.map(Math.abs));
    let far = 0;
    for (let i = 0; i < data.length; i += Math.ceil(data.length / 12)) {
      const [old, step] = [data[i]!, 2e-3];
      data[i] = old + step;
      const above = await loss();
      data[i] = old - step;
      far = Math.max(far, Math.abs((above - (await loss())) / (2 * step) - gradient[i]!) / scale);
      data[i] = old;
    }
    expect(scale).toBeGreaterThan(0.01);
    worst[name] = far;
  }
  await network.release();
  return worst;
}

const cases: Record<string, Graph> = {
  'a convolution with room around it': under([2, 5, 4], (graph, x) => ({
    value: graph.node(
      'Conv',
      [x, graph.weight('kernel', draw([3, 2, 3, 3])), graph.weight('bias', draw([3]))],
      {
        pads: [1, 1, 1, 1],
      },
    ),
    dims: [3, 5, 4],
  })),
  'a convolution that skips, and does not see the last row': under([2, 6, 5], (graph, x) => ({
    value: graph.node('Conv', [x, graph.weight('kernel', draw([3, 2, 3, 3]))], { strides: [2, 2] }),
    dims: [3, 2, 2],
  })),
  'a convolution of one place, padded unevenly': under([3, 3, 3], (graph, x) => ({
    value: graph.node('Conv', [x, graph.weight('kernel', draw([2, 3, 1, 1]))], { pads: [0, 1, 1, 0] }),
    dims: [2, 4, 4],
  })),
  'pooling that leaves a row out': under([2, 5, 4], (graph, x) => ({
    value: graph.node('AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] }),
    dims: [2, 2, 2],
  })),
  'the mean of a map': under([2, 3, 2], (graph, x) => ({
    value: graph.node('GlobalAveragePool', [x]),
    dims: [2, 1, 1],
  })),
  'zeros appended, and a shortcut that is used twice': under([2, 2, 2], (graph, x) => {
    const grown = graph.node('Pad', [x, graph.integers([0, 0, 0, 0, 0, 1, 1, 0])]);
    return { value: graph.node('Add', [grown, graph.node('Identity', [grown])]), dims: [2 + 1, 3, 2] };
  }),
  'the greatest of windows that overlap, padded': under([2, 5, 6], (graph, x) => ({
    value: graph.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 0, 1, 1] }),
    dims: [2, 3, 3],
  })),
  'the greatest of all windows': under([2, 4, 3], (graph, x) => ({
    value: graph.node('MaxPool', [x], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
    dims: [2, 4, 3],
  })),
  'the mean of all windows, and zeros around': under([2, 4, 3], (graph, x) => ({
    value: graph.node('AveragePool', [x], { kernel_shape: [3, 2], pads: [1, 0, 1, 1], count_include_pad: 1 }),
    dims: [2, 4, 3],
  })),
  'the mean of windows that overlap, and zeros around': under([2, 5, 4], (graph, x) => ({
    value: graph.node('AveragePool', [x], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 0],
      count_include_pad: 1,
    }),
    dims: [2, 3, 2],
  })),
  'normalising responses': under([5, 2, 2], (graph, x) => ({
    value: graph.node('LRN', [x], { size: 3, alpha: float(2), beta: float(0.75), bias: float(1) }),
    dims: [5, 2, 2],
  })),
  'joining, of which one value comes twice': under([2, 3, 2], (graph, x) => {
    const squared = graph.node('Mul', [x, x]);
    return { value: graph.node('Concat', [squared, x, squared], { axis: -2 }), dims: [2, 9, 2] };
  }),
  'cutting, of which one part is not used': under([6], (graph, x) => {
    const [first, , last] = firstItems(graph.split(x, 1, [2, 1, 3]), 3);
    return { value: graph.node('Concat', [last, graph.node('Relu', [first])], { axis: 1 }), dims: [5] };
  }),
  'the larger one of two': under([6], (graph, x) => ({
    value: graph.node('Max', graph.split(x, 1, [3, 3])),
    dims: [3],
  })),
  'the root of a square': under([5], (graph, x) => {
    const shifted = graph.node('Add', [graph.node('Mul', [x, x]), graph.floats([0.3], [])]);
    return { value: graph.node('Sqrt', [shifted]), dims: [5] };
  }),
  'a sum and a product with weights that are stretched': under([3, 2, 2], (graph, x) => {
    const scaled = graph.node('Mul', [x, graph.weight('scale', draw([3, 1, 1]))]);
    const shifted = graph.node('Add', [graph.weight('lift', draw([1, 1, 2, 2])), scaled]);
    return { value: graph.node('Mul', [shifted, graph.weight('row', draw([2]))]), dims: [3, 2, 2] };
  }),
  rectifying: under([6], (graph, x) => ({ value: graph.node('Relu', [x]), dims: [6] })),
  'scaling to length 1': under([5], (graph, x) => ({
    value: graph.node('LpNormalization', [x], { axis: 1, p: 2 }),
    dims: [5],
  })),
  'a convolution of each channel': under([3, 5, 4], (graph, x) => ({
    value: graph.node(
      'Conv',
      [x, graph.weight('kernel', draw([3, 1, 3, 3])), graph.weight('bias', draw([3]))],
      { pads: [1, 1, 1, 1], group: 3 },
    ),
    dims: [3, 5, 4],
  })),
  'a convolution of each channel that skips, padded unevenly': under([2, 6, 6], (graph, x) => ({
    value: graph.node('Conv', [x, graph.weight('kernel', draw([2, 1, 3, 3]))], {
      pads: [0, 0, 1, 1],
      strides: [2, 2],
      group: 2,
    }),
    dims: [2, 3, 3],
  })),
  'a slope of each channel below 0': under([3, 4, 2], (graph, x) => ({
    value: graph.node('PRelu', [x, graph.weight('slope', draw([3, 1, 1]))]),
    dims: [3, 4, 2],
  })),
};

describe('agrees with finite differences', () => {
  it.each(Object.entries(cases))('for %s', async (_name, graph) => {
    for (const far of Object.values(await differences(graph))) expect(far).toBeLessThan(2e-3);
  });
});

/** Gradient by x of the sum of an operator's outputs, of which there are `length`. */
async function slopes(
  x: FloatTensor,
  length: number,
  lay: (graph: GraphBuilder, x: string) => string,
): Promise<number[]> {
  const graph = new GraphBuilder('slopes');
  const ones = graph.input('ones', 'float32', ['batch', ...x.dims.slice(1)]);
  const y = lay(graph, graph.node('Mul', [ones, graph.weight('x', x)]));
  graph.output(graph.node('Flatten', [y], { axis: 1 }, 'y'), 'float32', ['batch', length]);
  const network = await DifferentiatedNetwork.open(graph.build(), ['x'], onnxRuntime('cpu'));
  const all = (count: number) => new Float32Array(count).fill(1);
  const gradients = await gradientsOf(network, all(x.data.length), 1, all(length));
  await network.release();
  return [...gradients.get('x')!];
}

it('gives it all to the first one of those that are equally great', async () => {
  const equal: FloatTensor = { type: 'float32', dims: [1, 1, 2, 4], data: new Float32Array(8).fill(0.5) };
  const windows = { kernel_shape: [2, 2], strides: [2, 2] };
  expect(await slopes(equal, 2, (graph, x) => graph.node('MaxPool', [x], windows))).toEqual([
    1, 0, 1, 0, 0, 0, 0, 0,
  ]);
  expect(await slopes(equal, 4, (graph, x) => graph.node('Max', graph.split(x, 3, [2, 2])))).toEqual([
    1, 1, 0, 0, 1, 1, 0, 0,
  ]);
});

it('refuses what it has no rule for, and variables that the output does not depend on', () => {
  const graph = new GraphBuilder('other');
  const x = graph.input('x', 'float32', ['batch', 2]);
  const weights = graph.weight('w', draw([2, 2]));
  graph.weight('unused', draw([2]));
  const mean = graph.node('ReduceMean', [graph.node('Gemm', [x, weights])], { axes: [1] }, 'y');
  graph.output(mean, 'float32', ['batch', 1]);
  const built = graph.build();
  expect(() => differentiate(built, ['w'])).toThrow(new RangeError('no gradient for ReduceMean of "y"'));
  expect(() => differentiate(built, ['unused'])).toThrow('does not depend on "unused"');
  expect(() => differentiate(built, ['none'])).toThrow('has no weights "none"');
});
