import { firstItems } from '../../common/elements.ts';
import { InferenceSession, Tensor as OnnxTensor } from '../onnxruntime.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { elementCount, float, type FloatTensor, type Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { writeOnnx } from '../onnx/write.ts';
import { inferShapes } from '../shapes.ts';
import { cotangentInput, differentiate, gradientOf } from '../gradient/gradient-graph.ts';
import { onnxRuntime } from '../gradient/onnxruntime-runtime.ts';
import type { Runtime } from '../gradient/runtime.ts';
import type { TrainingBackendName } from '../tfjs/backend-names.ts';
import { tensorFlow } from '../tfjs/runtime.ts';

/** An operator on small values: what tests compare with ONNX Runtime, in value and in gradient. */
export interface OperatorCase {
  name: string;
  /** Shape of the input, batch first. */
  shape: readonly number[];
  /** Applies the operator; returns the output's name. Weights that are named are variables. */
  build(graph: GraphBuilder, x: string, weight: (name: string, ...dims: number[]) => string): string;
}

const spatial = [2, 3, 5, 4];
const conv = (
  name: string,
  shape: number[],
  kernel: number[],
  attributes = {},
  bias = true,
): OperatorCase => ({
  name,
  shape,
  build: (graph, x, weight) => {
    const inputs = [x, weight('kernel', ...kernel)];
    if (bias) inputs.push(weight('bias', kernel[0]!));
    return graph.node('Conv', inputs, attributes);
  },
});
const one = (operator: string, attributes = {}, shape = spatial, label = ''): OperatorCase => ({
  name: `${operator}${label && ` ${label}`}`,
  shape,
  build: (graph, x) => graph.node(operator, [x], attributes),
});
const two = (operator: string, ...dims: number[]): OperatorCase => ({
  name: `${operator} with ${dims.join('x') || 'a number'}`,
  shape: spatial,
  build: (graph, x, weight) => graph.node(operator, [x, weight('other', ...dims)]),
});
/** A square, plus one: nowhere near zero. */
const aboveOne = (graph: GraphBuilder, x: string) =>
  graph.node('Add', [graph.node('Mul', [x, x]), graph.floats([1])]);

export const operatorCases: readonly OperatorCase[] = [
  conv('Conv', spatial, [4, 3, 3, 3], { pads: [1, 1, 1, 1] }),
  conv('Conv without bias, padded unevenly', spatial, [4, 3, 3, 2], { pads: [0, 1, 2, 0] }, false),
  conv('Conv by 2', spatial, [4, 3, 3, 3], { strides: [2, 2] }),
  conv('Conv by 2, padded', [2, 3, 8, 9], [4, 3, 5, 5], { strides: [2, 2], pads: [2, 2, 2, 2] }),
  conv('Conv by 3 and 2', [2, 2, 11, 8], [3, 2, 4, 3], { strides: [3, 2], pads: [1, 0, 2, 1] }),
  conv('Conv by more than its window', [1, 2, 8, 8], [3, 2, 2, 1], { strides: [3, 2] }),
  conv('Conv 1x1', spatial, [4, 3, 1, 1]),
  conv('Conv 1x1 by 2', spatial, [4, 3, 1, 1], { strides: [2, 2] }),
  conv('Conv of more faces than are gone through at once', [17, 2, 4, 4], [2, 2, 3, 3]),
  two('PRelu', 3, 1, 1),
  conv('Conv in groups', [2, 4, 5, 6], [6, 2, 3, 3], { group: 2, pads: [1, 1, 1, 1] }),
  conv('Conv of each channel', [2, 4, 6, 7], [4, 1, 3, 3], { group: 4, strides: [2, 2], pads: [1, 0, 1, 1] }),
  conv('Conv of each channel to two', [2, 3, 5, 5], [6, 1, 3, 3], { group: 3 }),
  {
    name: 'Gemm',
    shape: [3, 5],
    build: (graph, x, weight) => graph.node('Gemm', [x, weight('weights', 5, 4), weight('bias', 4)]),
  },
  {
    name: 'Gemm with everything',
    shape: [3, 5],
    build: (graph, x, weight) =>
      graph.node(
        'Gemm',
        [graph.node('Transpose', [x], { perm: [1, 0] }), weight('weights', 4, 5), weight('bias', 3, 1)],
        { transA: 1, transB: 1, alpha: float(0.5), beta: float(2) },
      ),
  },
  {
    name: 'MatMul',
    shape: [2, 3, 5],
    build: (graph, x, weight) => graph.node('MatMul', [x, weight('weights', 5, 4)]),
  },
  {
    name: 'MatMul of stacks',
    shape: [2, 3, 5],
    build: (graph, x, weight) => graph.node('MatMul', [x, weight('weights', 2, 5, 4)]),
  },
  one('Relu'),
  one('Sigmoid'),
  one('Identity'),
  {
    name: 'Clip',
    shape: spatial,
    build: (graph, x) => graph.node('Clip', [x, graph.floats([-0.5], []), graph.floats([1.5], [])]),
  },
  {
    name: 'Clip from below alone',
    shape: spatial,
    build: (graph, x) => graph.node('Clip', [x, graph.floats([-0.5], [])]),
  },
  ...['Add', 'Sub', 'Mul', 'Max'].flatMap((operator) => [
    two(operator, 1, 3, 1, 1),
    two(operator, 2, 3, 5, 4),
    two(operator, 5, 1),
    two(operator),
  ]),
  {
    name: 'Max of three',
    shape: [4, 5],
    build: (graph, x, weight) => graph.node('Max', [x, weight('second', 4, 5), weight('third', 5)]),
  },
  {
    name: 'Div',
    shape: spatial,
    build: (graph, x, weight) => graph.node('Div', [x, aboveOne(graph, weight('other', 3, 1, 1))]),
  },
  {
    name: 'Sqrt',
    shape: spatial,
    build: (graph, x) => graph.node('Sqrt', [aboveOne(graph, x)]),
  },
  one('MaxPool', { kernel_shape: [3, 3], strides: [2, 2] }),
  one('MaxPool', { kernel_shape: [3, 2], strides: [1, 2], pads: [1, 0, 2, 1] }, spatial, 'padded unevenly'),
  one('AveragePool', { kernel_shape: [2, 2], strides: [2, 2] }),
  one('AveragePool', { kernel_shape: [3, 3], pads: [0, 1, 2, 0] }, spatial, 'without its padding'),
  one(
    'AveragePool',
    { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 1, 2, 0], count_include_pad: 1 },
    spatial,
    'with its padding',
  ),
  one('GlobalAveragePool'),
  one('LRN', { size: 5, alpha: float(0.5), beta: float(0.75), bias: float(2) }, [2, 7, 3, 4]),
  {
    name: 'Concat',
    shape: spatial,
    build: (graph, x) => graph.node('Concat', [x, graph.node('Relu', [x])], { axis: 1 }),
  },
  {
    name: 'Split',
    shape: [2, 6, 3, 2],
    build: (graph, x) => {
      const [first, , last] = firstItems(graph.split(x, 1, [2, 1, 3]), 3);
      return graph.node('Concat', [graph.node('Mul', [last, last]), first], { axis: -3 });
    },
  },
  {
    name: 'Slice',
    shape: spatial,
    build: (graph, x) =>
      graph.node('Slice', [x, graph.integers([1, -4]), graph.integers([100, -1]), graph.integers([1, 2])]),
  },
  {
    name: 'Pad',
    shape: spatial,
    build: (graph, x) =>
      graph.node('Pad', [x, graph.integers([0, 2, 0, 1, 1, 0, 3, 0]), graph.floats([0.5], [])]),
  },
  {
    name: 'Reshape',
    shape: spatial,
    build: (graph, x) => graph.node('Reshape', [graph.node('Relu', [x]), graph.integers([0, -1, 2])]),
  },
  {
    name: 'Reshape of maps to maxout',
    shape: [2, 6, 3, 3],
    build: (graph, x) => {
      const maps = graph.node('MaxPool', [x], { kernel_shape: [2, 2] });
      return graph.node('ReduceMax', [graph.node('Reshape', [maps, graph.integers([0, 2, 3, -1])])], {
        axes: [1],
      });
    },
  },
  one('Flatten', { axis: 2 }),
  one('Transpose', { perm: [0, 3, 1, 2] }, spatial, 'to maps'),
  one('Transpose', { perm: [2, 0, 1] }, [2, 3, 4], 'in a circle'),
  {
    name: 'Transpose to pixels',
    shape: spatial,
    build: (graph, x) =>
      graph.node('Transpose', [graph.node('MaxPool', [x], { kernel_shape: [2, 2] })], { perm: [0, 2, 3, 1] }),
  },
  one('Cast', { to: 1 }),
  {
    name: 'ReduceL2',
    shape: spatial,
    build: (graph, x) => {
      const maps = graph.node('AveragePool', [x], { kernel_shape: [2, 2] });
      return graph.node('ReduceL2', [maps], { axes: [1], keepdims: 1 });
    },
  },
  one('ReduceL2', { axes: [-1, 1], keepdims: 0 }, spatial, 'away'),
  one('ReduceMax', { axes: [1], keepdims: 0 }),
  one('LpNormalization', { axis: 1, p: 2 }, [3, 5]),
  one('LpNormalization', { axis: 1, p: 2 }, spatial, 'of channels'),
  one('Softmax', { axis: 1 }),
  one('Softmax', {}, [3, 5], 'of rows'),
  {
    name: 'BatchNormalization',
    shape: spatial,
    build: (graph, x, weight) => {
      const variance = aboveOne(graph, weight('variance', 3));
      const inputs = [x, weight('scale', 3), weight('offset', 3), weight('mean', 3), variance];
      return graph.node('BatchNormalization', inputs, { epsilon: float(0.001) });
    },
  },
  {
    name: 'Mul of a value that two others take',
    shape: spatial,
    build: (graph, x, weight) => {
      const maps = graph.node('Conv', [x, weight('kernel', 3, 3, 1, 1)]);
      return graph.node('Mul', [graph.node('Add', [maps, graph.node('Relu', [maps])]), maps]);
    },
  },
];

/** Largest differences: of the output from ONNX Runtime's, and of each variable's gradient. */
export interface Differences {
  value: number;
  /** Differences from the slope. */
  gradients: Record<string, number>;
  /** Differences from the gradient that ONNX Runtime computes by the same graph. */
  between: Record<string, number>;
}

/** Half the distance over which a slope is measured. No two numbers of an input are so near to each other. */
const step = 0.005;

/** Runs an operator and its gradient on a backend and in ONNX Runtime. */
export async function compareOperator(
  operator: OperatorCase,
  backend: TrainingBackendName,
): Promise<Differences> {
  const x = new Float32Array(elementCount(operator.shape));
  const { graph, variables } = operatorGraph(operator);
  const session = await InferenceSession.create(withInputs(graph, variables), { logSeverityLevel: 4 });
  const feeds = { x: onnxTensor(operator.shape, x), ...feedsOf(variables) };
  const expected = (await session.run(feeds)).y!.data as Float32Array;

  const cotangent = Float32Array.from(expected, (_, k) => Math.sin(3 * k + 1));
  const differentiated = { ...operator, graph, variables, x, cotangent };
  const ours = await runGradient(differentiated, tensorFlow(backend));
  const theirs = await runGradient(differentiated, onnxRuntime('cpu'));
  const gradients: Record<string, number> = {};
  const between: Record<string, number> = {};
  for (const [name, data] of ours.gradients) {
    gradients[name] = largestDifference(data, await slopes(session, feeds, cotangent, name));
    between[name] = largestDifference(data, theirs.gradients.get(name)!);
  }
  await session.release();
  return { value: largestDifference(ours.output, expected), gradients, between };
}

/** The operators of a case's gradient graph. */
export function gradientOperators(operator: OperatorCase): string[] {
  const { graph, variables } = operatorGraph(operator);
  return differentiate(graph, [...variables.keys()]).backward.nodes.map((node) => node.operator);
}

interface Differentiated {
  shape: readonly number[];
  graph: Graph;
  variables: ReadonlyMap<string, FloatTensor>;
  x: Float32Array;
  cotangent: Float32Array;
}

/** The output of a graph, and the gradients of `sum(output * cotangent)` by its variables. */
async function runGradient<V>(
  { shape, graph, variables, x, cotangent }: Differentiated,
  runtime: Runtime<V>,
) {
  const names = [...variables.keys()];
  const { forward, backward } = differentiate(graph, names);
  const both = [await runtime.load(forward), await runtime.load(backward)] as const;
  const values = new Map([['x', runtime.write({ dims: shape, data: x })]]);
  for (const [name, tensor] of variables) values.set(name, runtime.write(tensor));
  const made = await both[0].run(
    values,
    forward.outputs.map(({ name }) => name),
  );
  for (const [name, value] of made) values.set(name, value);
  values.set(cotangentInput, runtime.write({ dims: [1, cotangent.length], data: cotangent }));
  const results = await both[1].run(values, names.map(gradientOf));
  const gradients = new Map<string, Float32Array>();
  for (const name of names) gradients.set(name, await runtime.read(results.get(gradientOf(name))!));
  const output = await runtime.read(values.get('y')!);
  for (const value of [...values.values(), ...results.values()]) runtime.free(value);
  for (const graph of both) await graph.release();
  return { output, gradients };
}

function operatorGraph({ name, shape, build }: OperatorCase) {
  const random = seededRandom(name.length);
  const variables = new Map<string, FloatTensor>();
  const graph = new GraphBuilder('operator');
  const weight = (weightName: string, ...dims: number[]) => {
    const size = elementCount(dims);
    const places = shuffled([...Array(size).keys()], random);
    const offset = 0.3 + 0.29 * variables.size;
    const data = Float32Array.from(places, (k) => (4 * (k + offset)) / size - 2);
    variables.set(weightName, { type: 'float32', dims, data });
    return graph.weight(weightName, { type: 'float32', dims, data });
  };
  // The gradient by the input shows as that by a weight that is added to it.
  const input = graph.input('x', 'float32', shape);
  const result = build(graph, graph.node('Add', [input, weight('input', ...shape)]), weight);
  graph.output(graph.node('Flatten', [result], { axis: 0 }, 'y'), 'float32', [1, 'width']);
  const built = graph.build();
  // The gradient of the loss has the shape of the output, which only inference tells.
  const width = elementCount(inferShapes(built, {}).get('y')!);
  const outputs = [{ name: 'y', type: 'float32' as const, shape: [1, width] }];
  return { graph: { ...built, outputs }, variables };
}

/** An ONNX file that takes the variables as inputs. */
function withInputs(graph: Graph, variables: ReadonlyMap<string, FloatTensor>): Uint8Array {
  const constants = [...graph.initialisers].filter(([name]) => !variables.has(name));
  const inputs = Array.from(variables, ([name, { dims }]) => ({
    name,
    type: 'float32' as const,
    shape: dims,
  }));
  return writeOnnx({
    ...graph,
    initialisers: new Map(constants),
    inputs: [...graph.inputs, ...inputs],
  });
}

const onnxTensor = (dims: readonly number[], data: Float32Array) =>
  new OnnxTensor('float32', data, [...dims]);

const feedsOf = (variables: ReadonlyMap<string, FloatTensor>): Record<string, OnnxTensor> =>
  Object.fromEntries(Array.from(variables, ([name, { dims, data }]) => [name, onnxTensor(dims, data)]));

/** The slope of `sum(output * cotangent)` along each number of a variable, by central differences. */
async function slopes(
  session: InferenceSession,
  feeds: Record<string, OnnxTensor>,
  cotangent: Float32Array,
  name: string,
): Promise<Float32Array> {
  const { dims, data } = feeds[name] as OnnxTensor & { data: Float32Array };
  const loss = async (moved: Float32Array) => {
    const { y } = await session.run({ ...feeds, [name]: onnxTensor(dims, moved) });
    return (y!.data as Float32Array).reduce((sum, value, k) => sum + value * cotangent[k]!, 0);
  };
  const result = new Float32Array(data.length);
  for (let k = 0; k < data.length; k++) {
    const [up, down] = [data.with(k, data[k]! + step), data.with(k, data[k]! - step)];
    result[k] = ((await loss(up)) - (await loss(down))) / (up[k]! - down[k]!);
  }
  return result;
}

/** Relative to the numbers where they are larger than 1; infinite where the lengths differ. */
export function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  return expected.reduce(
    (largest, value, k) => Math.max(largest, Math.abs(actual[k]! - value) / Math.max(1, Math.abs(value))),
    0,
  );
}
