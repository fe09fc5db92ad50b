import { addNumber, float32At, numberAt } from '../../common/typed-arrays.ts';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { DifferentiatedNetwork } from '../gradient/network.ts';
import type { FloatTensor, Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import type { TrainingBackendName } from './backend-names.ts';
import { tensorFlow } from './runtime.ts';

/** The network that a backend is tried with: a convolution, ReLU, mean, a dense layer, length 1. */
const size = { batch: 2, channels: 3, height: 7, width: 6, filters: 4, window: 3, stride: 2, vector: 5 };
const tolerance = 1e-3;

/**
 * Compares what a backend computes with the same in plain code: the output, and gradients with the slope of the
 * function in double precision.
 * @returns the defect in words; null without one
 */
export async function checkBackend(backend: { name: TrainingBackendName }): Promise<string | null> {
  const { x, cotangent, weights } = drawn();
  const network = await DifferentiatedNetwork.open(
    smallNetwork(weights),
    Object.keys(weights),
    tensorFlow(backend.name),
  );
  try {
    const output = await network.run(x, size.batch);
    if (differs(output, reference(x, weights))) return 'it computes wrong values';
    await network.accumulate(x, size.batch, cotangent);
    for (const [name, { data }] of network.gradients()) {
      if (differs(data, slope(x, weights, cotangent, name))) return `it computes wrong gradients (${name})`;
    }
    return null;
  } finally {
    await network.release();
  }
}

type Weights = Record<'kernel' | 'bias' | 'dense', FloatTensor>;

function drawn() {
  const random = seededRandom(1);
  const numbers = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1);
  const tensor = (...dims: number[]): FloatTensor => {
    return { type: 'float32', dims, data: numbers(dims.reduce((a, b) => a * b)) };
  };
  const { batch, channels, height, width, filters, window, vector } = size;
  return {
    x: numbers(batch * channels * height * width),
    cotangent: numbers(batch * vector),
    weights: {
      kernel: tensor(filters, channels, window, window),
      bias: tensor(filters),
      dense: tensor(filters, vector),
    },
  };
}

function smallNetwork(weights: Weights): Graph {
  const { channels, height, width, stride, vector } = size;
  const graph = new GraphBuilder('self-test');
  const x = graph.input('x', 'float32', ['batch', channels, height, width]);
  const [kernel, bias, dense] = firstItems(
    Object.entries(weights).map(([name, tensor]) => graph.weight(name, tensor)),
    3,
  );
  const maps = graph.node('Conv', [x, kernel, bias], { strides: [stride, stride], pads: [1, 1, 1, 1] });
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [graph.node('Relu', [maps])])]);
  const y = graph.node('LpNormalization', [graph.node('MatMul', [mean, dense])], { axis: 1 }, 'y');
  graph.output(y, 'float32', ['batch', vector]);
  return graph.build();
}

/** The network in plain code: [batch, vector]. */
function reference(x: ArrayLike<number>, { kernel, bias, dense }: Record<keyof Weights, Numbers>): number[] {
  const { batch, channels, height, width, filters, window, stride, vector } = size;
  const [rows, columns] = firstItems(
    [height, width].map((length) => Math.floor((length + 2 - window) / stride) + 1),
    2,
  );
  const pixel = (n: number, c: number, row: number, column: number) =>
    row < 0 || row >= height || column < 0 || column >= width
      ? 0
      : numberAt(x, ((n * channels + c) * height + row) * width + column);
  const response = (n: number, f: number, i: number, j: number) => {
    let sum = numberAt(bias.data, f);
    for (let c = 0; c < channels; c++) {
      for (let u = 0; u < window; u++) {
        for (let v = 0; v < window; v++) {
          const weight = numberAt(kernel.data, ((f * channels + c) * window + u) * window + v);
          sum += weight * pixel(n, c, i * stride + u - 1, j * stride + v - 1);
        }
      }
    }
    return sum;
  };
  const output: number[] = [];
  for (let n = 0; n < batch; n++) {
    const y = Array<number>(vector).fill(0);
    for (let f = 0; f < filters; f++) {
      let mean = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) mean += Math.max(response(n, f, i, j), 0) / (rows * columns);
      }
      for (let k = 0; k < vector; k++) addNumber(y, k, mean * numberAt(dense.data, f * vector + k));
    }
    output.push(...y.map((value) => value / Math.hypot(...y)));
  }
  return output;
}

type Numbers = { data: ArrayLike<number> };

/** The gradient of `sum(output * cotangent)` by a weight, by central differences. */
function slope(x: Float32Array, weights: Weights, cotangent: Float32Array, name: string): number[] {
  const step = 1e-6;
  const original = weights[name as keyof Weights].data;
  const loss = (data: ArrayLike<number>) =>
    reference(x, { ...weights, [name]: { data } }).reduce(
      (sum, y, k) => sum + y * float32At(cotangent, k),
      0,
    );
  return Array.from(original, (value, k) => {
    const moved = (by: number) => Array.from(original).with(k, value + by);
    return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
  });
}

const differs = (actual: ArrayLike<number>, expected: readonly number[]): boolean =>
  actual.length !== expected.length ||
  expected.some(
    (value, k) => !(Math.abs(numberAt(actual, k) - value) <= tolerance * Math.max(1, Math.abs(value))),
  );
