import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { type Attribute, float, type Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { isBuilt, verifyModel } from './models.ts';
import { readOnnx } from './onnx/read.ts';
import { writeOnnx } from './onnx/write.ts';
import type { Shape } from './operators/operator.ts';
import { inferShapes } from './shapes.ts';

/**
 * The shapes that ONNX Runtime finds for the values that nodes compute, by running the graph on zeros. Bytes that a
 * node makes of `pixels` are left out.
 */
async function shapesInRuntime(graph: Graph, dimensions: Record<string, number>) {
  const inferred = inferShapes(graph, dimensions);
  const computed = graph.nodes.filter(({ inputs }) => !inputs.includes('pixels'));
  const names = computed.flatMap(({ outputs }) => outputs);
  const outputs = names.map((name) => ({
    name,
    type: 'float32' as const,
    shape: inferred.get(name)!.map((_, axis) => `${name} ${axis}`),
  }));
  const session = await InferenceSession.create(writeOnnx({ ...graph, outputs }), { logSeverityLevel: 4 });
  const feeds = graph.inputs.map(({ name, type, shape }) => {
    const dims = shape.map((size) => (typeof size === 'string' ? dimensions[size]! : size));
    const length = dims.reduce((a, b) => a * b, 1);
    const data = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
    return [name, new Tensor(type, data, dims)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  const found = new Map(names.map((name) => [name, results[name]!.dims]));
  return { found, inferred: new Map(names.map((name) => [name, inferred.get(name)])) };
}

interface Case {
  operator: string;
  inputs: Shape[];
  attributes?: Record<string, Attribute>;
  /** Integer inputs behind the float inputs. */
  constants?: number[][];
  outputs?: number;
}

const cases: Case[] = [
  { operator: 'Add', inputs: [[2, 3, 4], [4]] },
  {
    operator: 'Sub',
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
  },
  { operator: 'Mul', inputs: [[], [2, 3]] },
  { operator: 'Div', inputs: [[1], [2, 3]] },
  {
    operator: 'Max',
    inputs: [
      [2, 1],
      [1, 3],
      [4, 1, 1],
    ],
  },
  { operator: 'Relu', inputs: [[2, 3]] },
  { operator: 'Sqrt', inputs: [[2, 3]] },
  { operator: 'Clip', inputs: [[2, 3], [], []] },
  { operator: 'Softmax', inputs: [[2, 3]], attributes: { axis: 1 } },
  { operator: 'LRN', inputs: [[1, 4, 2, 3]], attributes: { size: 3, alpha: float(1e-4) } },
  { operator: 'LpNormalization', inputs: [[2, 3]], attributes: { axis: 1, p: 2 } },
  { operator: 'BatchNormalization', inputs: [[1, 4, 2, 3], [4], [4], [4], [4]] },
  {
    operator: 'Conv',
    inputs: [
      [2, 3, 9, 8],
      [4, 3, 3, 2],
    ],
  },
  {
    operator: 'Conv',
    inputs: [[2, 4, 9, 8], [6, 2, 3, 3], [6]],
    attributes: { group: 2, strides: [2, 1], pads: [1, 0, 0, 2], dilations: [1, 2] },
  },
  { operator: 'MaxPool', inputs: [[1, 2, 7, 8]], attributes: { kernel_shape: [3, 3], strides: [2, 2] } },
  {
    operator: 'AveragePool',
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 },
  },
  { operator: 'GlobalAveragePool', inputs: [[2, 3, 4, 5]] },
  {
    operator: 'Gemm',
    inputs: [
      [3, 2],
      [3, 4],
      [1, 4],
    ],
    attributes: { transA: 1 },
  },
  { operator: 'Gemm', inputs: [[2, 3], [4, 3], [4]], attributes: { transB: 1 } },
  {
    operator: 'MatMul',
    inputs: [
      [5, 2, 3],
      [3, 4],
    ],
  },
  {
    operator: 'Concat',
    inputs: [
      [2, 3],
      [2, 4],
    ],
    attributes: { axis: -1 },
  },
  { operator: 'Split', inputs: [[2, 6]], attributes: { axis: 1 }, constants: [[1, 3, 2]], outputs: 3 },
  { operator: 'Split', inputs: [[6, 2]], outputs: 2 },
  {
    operator: 'Slice',
    inputs: [[7, 5]],
    constants: [
      [1, -3],
      [100, -1],
      [0, 1],
      [2, 1],
    ],
  },
  { operator: 'Slice', inputs: [[7, 5]], constants: [[2], [5]] },
  { operator: 'Pad', inputs: [[2, 3]], constants: [[1, 0, 0, 2]] },
  { operator: 'Reshape', inputs: [[2, 3, 4]], constants: [[0, -1]] },
  { operator: 'Reshape', inputs: [[2, 3, 4]], constants: [[4, 6]] },
  { operator: 'Flatten', inputs: [[2, 3, 4]], attributes: { axis: 2 } },
  { operator: 'Transpose', inputs: [[2, 3, 4]], attributes: { perm: [2, 0, 1] } },
  { operator: 'Transpose', inputs: [[2, 3, 4]] },
  { operator: 'ReduceL2', inputs: [[2, 3, 4]], attributes: { axes: [-1, 0], keepdims: 0 } },
  { operator: 'ReduceMax', inputs: [[2, 3, 4]], attributes: { axes: [1] } },
];

function graphOf({ operator, inputs, attributes, constants = [], outputs = 1 }: Case): Graph {
  const graph = new GraphBuilder(operator);
  const values = inputs.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
  const operands = [...values, ...constants.map((numbers) => graph.integers(numbers))];
  if (outputs === 1) {
    graph.node(operator, operands, attributes, 'y');
    return graph.build();
  }
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const node = { operator, inputs: operands, outputs: names, attributes: attributes ?? {} };
  return { ...graph.build(), nodes: [node] };
}

describe('shapes are those that ONNX Runtime finds', () => {
  it.each(cases)('$operator of $inputs, $attributes, $constants', async (example) => {
    const { found, inferred } = await shapesInRuntime(graphOf(example), {});
    expect(inferred).toEqual(found);
  });

  const models: { id: string; dimensions: Record<string, number> }[] = [
    { id: 'dlib-resnet-128', dimensions: { batch: 2 } },
    { id: 'dlib-mobilefacenet-128', dimensions: { batch: 1 } },
    { id: 'landmarks-68', dimensions: { batch: 2 } },
    { id: 'ssd-mobilenet-v1', dimensions: { batch: 1, height: 128, width: 256 } },
  ];
  it.each(models.filter(({ id }) => isBuilt(id)))('for every value of $id', async ({ id, dimensions }) => {
    const { graph } = readOnnx((await verifyModel(id)).onnx);
    const { found, inferred } = await shapesInRuntime(graph, dimensions);
    expect(inferred).toEqual(found);
  });
});

describe('refuses', () => {
  const refusals: (Case & { words: string })[] = [
    {
      operator: 'Add',
      inputs: [
        [2, 3],
        [2, 4],
      ],
      words: '2x3 and 2x4 do not go together',
    },
    {
      operator: 'Conv',
      inputs: [
        [1, 3, 8, 8],
        [4, 2, 3, 3],
      ],
      words: 'takes no 3 channels',
    },
    { operator: 'Conv', inputs: [[1, 2, 8, 8], [4, 2, 3, 3], [3]], words: '4 channels have no bias of 3' },
    {
      operator: 'Conv',
      inputs: [
        [1, 2, 2, 8],
        [4, 2, 3, 3],
      ],
      words: 'a window of 3x3 does not fit into 2x8',
    },
    {
      operator: 'Gemm',
      inputs: [
        [2, 3],
        [4, 3],
      ],
      words: '2x3 and 4x3 cannot be multiplied',
    },
    {
      operator: 'Gemm',
      inputs: [
        [2, 3],
        [3, 4],
        [5, 2, 4],
      ],
      words: '2x4 has no bias of 5x2x4',
    },
    {
      operator: 'Concat',
      inputs: [
        [2, 3],
        [3, 3],
      ],
      attributes: { axis: 1 },
      words: 'cannot be joined along axis 1',
    },
    { operator: 'Split', inputs: [[6]], constants: [[2, 3]], outputs: 2, words: '6 cannot be cut into 2, 3' },
    { operator: 'Pad', inputs: [[2, 3]], constants: [[1, 1]], words: '2x3 takes 4 pads, not 2' },
    { operator: 'Reshape', inputs: [[2, 3]], constants: [[4, -1]], words: '2x3 cannot be laid out as 4x-1' },
    { operator: 'Reshape', inputs: [[6], [2]], words: '"x1" is no constant' },
    { operator: 'Transpose', inputs: [[2, 3]], attributes: { perm: [0] }, words: '2x3 has not 1 axes' },
    { operator: 'Erf', inputs: [[2]], words: 'no rule for the shape of this operator' },
  ];
  it.each(refusals)('$operator where $words', ({ words, ...example }) => {
    const graph = graphOf(example);
    const name = graph.nodes[0]!.outputs[0];
    expect(() => inferShapes(graph, {})).toThrow(`${example.operator}: ${example.operator} of "${name}": `);
    expect(() => inferShapes(graph, {})).toThrow(words);
  });

  it('an output of another shape than the graph says, and a size that is not given', () => {
    const graph = new GraphBuilder('example');
    graph.node('Relu', [graph.input('x', 'float32', ['batch', 3])], {}, 'y');
    graph.output('y', 'float32', ['batch', 4]);
    expect(() => inferShapes(graph.build(), { batch: 2 })).toThrow('output "y" is 2x3, not batchx4');
    expect(() => inferShapes(graph.build(), {})).toThrow('example: the size of "batch" is not given');
  });
});
