import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { float } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { readOnnx } from './read.ts';
import { modelProto } from './schema.ts';
import { writeOnnx } from './write.ts';

/** y, z = the two columns of relu(x W + b), with every kind of attribute, constant and dimension in use. */
function exampleGraph() {
  const graph = new GraphBuilder('example');
  const x = graph.input('x', 'float32', ['batch', 2]);
  const weights = graph.weight('W', { type: 'float32', dims: [2, 2], data: Float32Array.of(1, -2, 3, 0) });
  const sum = graph.node('Gemm', [x, weights, graph.floats([1, -2])], { beta: float(0.5) });
  const transposed = graph.node('Transpose', [graph.node('Relu', [sum])], { perm: [1, 0] });
  const [y, z] = firstItems(graph.split(transposed, 0, [1, 1]), 2);
  graph.output(graph.node('Identity', [y], {}, 'y'), 'float32', [1, 'batch']);
  graph.output(graph.node('Identity', [z], {}, 'z'), 'float32', [1, 'batch']);
  return graph.build();
}

it('reads what it wrote', () => {
  const graph = exampleGraph();
  const metadata = { licence: 'MIT', source: 'a test' };
  expect(readOnnx(writeOnnx(graph, metadata))).toEqual({ graph, metadata });
});

it('writes what ONNX Runtime computes rightly', async () => {
  const session = await InferenceSession.create(writeOnnx(exampleGraph()));
  const { y, z } = await session.run({ x: new Tensor('float32', [1, 1, 2, -1, -3, 0], [3, 2]) });
  expect([y!.dims, [...(y!.data as Float32Array)]]).toEqual([
    [1, 3],
    [4.5, 0, 0],
  ]);
  expect([z!.dims, [...(z!.data as Float32Array)]]).toEqual([
    [1, 3],
    [0, 0, 5],
  ]);
  await session.release();
});

it('keeps kinds of attributes apart', () => {
  const graph = new GraphBuilder('attributes');
  const x = graph.input('x', 'float32', [1, 2]);
  graph.node('LRN', [x], { size: 5, alpha: float(1e-4), bias: float(2), word: 'añadir' }, 'y');
  graph.output('y', 'float32', [1, 2]);
  const { nodes } = readOnnx(writeOnnx(graph.build())).graph;
  expect(nodes[0]!.attributes).toEqual({
    size: 5,
    alpha: { float: Math.fround(1e-4) },
    bias: { float: 2 },
    word: 'añadir',
  });
});

it('refuses files that hold no graph, or types it does not know', () => {
  expect(() => readOnnx(new Uint8Array())).toThrow('no ONNX graph');
  expect(() => readOnnx(Uint8Array.of(0xff, 0xff))).toThrow();
  const float64 = { name: 'w', dims: [1], data_type: 11, raw_data: new Uint8Array(8) };
  const file = modelProto.encode({ graph: { name: 'g', initializer: [float64] } }).finish();
  expect(() => readOnnx(file)).toThrow('"w" has element type 11');
});
