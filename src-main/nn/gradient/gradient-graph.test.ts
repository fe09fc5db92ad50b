import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import { elementCount, type FloatTensor, type Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { writeOnnx } from '../onnx/write.ts';
import { cotangentInput, gradientGraph, gradientOf, withVariables } from './gradient-graph.ts';

const batch = 3;
const random = seededRandom(7);
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

const tensorOf = ({ dims, data }: FloatTensor) => new Tensor('float32', data, dims);

/** The greatest difference to central differences, in parts of the greatest gradient, for every variable. */
async function differences(graph: Graph): Promise<Record<string, number>> {
  const variables = [...graph.initialisers].filter(
    ([, { type, dims }]) => type === 'float32' && dims.length > 0,
  );
  const weights = new Map(variables as [string, FloatTensor][]);
  const names = [...weights.keys()];
  const forward = await InferenceSession.create(writeOnnx(withVariables(graph, names)));
  const backward = await InferenceSession.create(writeOnnx(gradientGraph(graph, names)));
  const x = draw([batch, 4]);
  const cotangent = draw([batch, graph.outputs[0].shape[1] as number]);
  const feeds = () => ({
    x: tensorOf(x),
    ...Object.fromEntries([...weights].map(([k, v]) => [k, tensorOf(v)])),
  });
  const loss = async () => {
    const { y } = await forward.run(feeds());
    return (y.data as Float32Array).reduce((sum, value, i) => sum + value * cotangent.data[i], 0);
  };
  const given = await backward.run({ ...feeds(), [cotangentInput]: tensorOf(cotangent) });
  const worst: Record<string, number> = {};
  for (const [name, { data }] of weights) {
    const gradient = given[gradientOf(name)].data as Float32Array;
    const scale = Math.max(...gradient.map(Math.abs));
    let far = 0;
    for (let i = 0; i < data.length; i += Math.ceil(data.length / 12)) {
      const [old, step] = [data[i], 2e-3];
      data[i] = old + step;
      const above = await loss();
      data[i] = old - step;
      far = Math.max(far, Math.abs((above - (await loss())) / (2 * step) - gradient[i]) / scale);
      data[i] = old;
    }
    expect(scale).toBeGreaterThan(0.01);
    worst[name] = far;
  }
  await Promise.all([forward.release(), backward.release()]);
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
  rectifying: under([6], (graph, x) => ({ value: graph.node('Relu', [x]), dims: [6] })),
  'scaling to length 1': under([5], (graph, x) => ({
    value: graph.node('LpNormalization', [x], { axis: 1, p: 2 }),
    dims: [5],
  })),
};

describe('agrees with finite differences', () => {
  it.each(Object.entries(cases))('for %s', async (_name, graph) => {
    for (const far of Object.values(await differences(graph))) expect(far).toBeLessThan(2e-3);
  });
});

it('refuses what it has no rule for, and variables that the output does not depend on', () => {
  const graph = new GraphBuilder('other');
  const x = graph.input('x', 'float32', ['batch', 2]);
  const weights = graph.weight('w', draw([2, 2]));
  graph.weight('unused', draw([2]));
  graph.output(graph.node('Softmax', [graph.node('Gemm', [x, weights])], {}, 'y'), 'float32', ['batch', 2]);
  const built = graph.build();
  expect(() => gradientGraph(built, ['w'])).toThrow(new RangeError('no gradient for Softmax of "y"'));
  expect(() => gradientGraph(built, ['unused'])).toThrow('does not depend on "unused"');
  expect(() => gradientGraph(built, ['none'])).toThrow('has no weights "none"');
});
