import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import { elementCount, float, type Node } from '../graph.ts';
import { floatAttribute, integerAttribute } from './attributes.ts';
import { sumTo } from './elementwise.ts';
import { type Operator, plain } from './operator.ts';
import { broadcastShapes, check, sizes } from './shapes.ts';

/** alpha A B + beta C, where A or B may be transposed, and C is a row, a column or a matrix. */
export const gemm: Operator = {
  shape: ({ node, shapes, shape }) => {
    const [a, b, bias] = [shape(0), shape(1), shapes[2]];
    const { transA, transB } = flagsOf(node);
    const [rows, inner] = [elementAt(a, transA), elementAt(a, 1 - transA)];
    const [taken, columns] = [elementAt(b, transB), elementAt(b, 1 - transB)];
    check(inner === taken, () => `${sizes(a)} and ${sizes(b)} cannot be multiplied`);
    if (bias) {
      const sum = broadcastShapes([[rows, columns], bias]);
      check(elementCount(sum) === rows * columns, () => `${rows}x${columns} has no bias of ${sizes(bias)}`);
    }
    return [[rows, columns]];
  },
  gradient: (differentiation) => {
    const { graph, node, shapes, input, gradient: dy, wants } = differentiation;
    const { transA, transB } = flagsOf(node);
    const alpha = floatAttribute(node, 'alpha', 1);
    const beta = floatAttribute(node, 'beta', 1);
    const product = (a: string, b: string, flags: { transA?: number; transB?: number }) =>
      graph.node('Gemm', [a, b], { ...flags, ...(alpha === 1 ? {} : { alpha: float(alpha) }) });
    const [a, b] = [input(0), input(1)];
    const byA = () =>
      transA ? product(b, dy, { transA: transB, transB: 1 }) : product(dy, b, { transB: 1 - transB });
    const byB = () =>
      transB ? product(dy, a, { transA: 1, transB: transA }) : product(a, dy, { transA: 1 - transA });
    const byBias = (shape: readonly number[]) => {
      const sum =
        shape.length === 1 && shape[0] !== 1
          ? graph.node('ReduceSum', [dy, graph.integers([0])], { keepdims: 0 })
          : sumTo(differentiation, dy, shape);
      return beta === 1 ? sum : graph.node('Mul', [sum, graph.floats([beta], [])]);
    };
    return [
      wants(0) ? byA() : undefined,
      wants(1) ? byB() : undefined,
      shapes[2] && wants(2) ? byBias(shapes[2]) : undefined,
    ];
  },
  kernel: ({ tf, node, inputs, input }) => {
    const { transA, transB } = flagsOf(node);
    const [alpha, beta] = [floatAttribute(node, 'alpha', 1), floatAttribute(node, 'beta', 1)];
    const scaled = (x: Tensor, factor: number) => (factor === 1 ? x : tf.mul(x, factor));
    // Wasm multiplies matrices as they lie ten times as fast as those that it is told to read transposed.
    const matrix = (place: number, turned: number) => {
      const x = input(place).as('plain') as Tensor2D;
      return turned ? tf.transpose(x) : x;
    };
    const product = scaled(tf.matMul(matrix(0, transA), matrix(1, transB)), alpha);
    const bias = inputs[2]?.as('plain');
    return [plain(bias ? tf.add(product, scaled(bias, beta)) : product)];
  },
};

const flagsOf = (node: Node): { transA: 0 | 1; transB: 0 | 1 } => ({
  transA: integerAttribute(node, 'transA', 0) ? 1 : 0,
  transB: integerAttribute(node, 'transB', 0) ? 1 : 0,
});
