import type { Tensor } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import { noGradient, type Operator, plain, type Shape, untrainable } from './operator.ts';
import { axesOf, broadcastShapes, check, sizes } from './shapes.ts';

/**
 * The product of two matrices, or of stacks of them. Gradient and kernel are for a stack with one matrix, and for two
 * stacks of the same height.
 */
export const matMul: Operator = {
  shape: ({ shape }) => {
    const [a, b] = [shape(0), shape(1)];
    const fits = a.length >= 2 && b.length >= 2 && a.at(-1) === b.at(-2);
    check(fits, () => `${sizes(a)} and ${sizes(b)} cannot be multiplied`);
    const stack = broadcastShapes([a.slice(0, -2), b.slice(0, -2)]);
    return [[...stack, elementAt(a, a.length - 2), elementAt(b, b.length - 1)]];
  },
  gradient: ({ graph, node, shape, input, gradient, wants }) => {
    const [a, b] = [shape(0), shape(1)];
    if (!isSupported(a, b)) throw noGradient(node, `its operands are ${sizes(a)} and ${sizes(b)}`);
    const turned = (value: string, of: Shape) =>
      graph.node('Transpose', [value], { perm: lastAxesSwapped(of) });
    const flat = (value: string, columns: number | undefined) =>
      graph.node('Reshape', [value, graph.integers([-1, columns ?? 1])]);
    const byRight = () =>
      b.length > 2
        ? graph.node('MatMul', [turned(input(0), a), gradient])
        : graph.node('Gemm', [flat(input(0), a.at(-1)), flat(gradient, b.at(-1))], { transA: 1 });
    return [
      wants(0) ? graph.node('MatMul', [gradient, turned(input(1), b)]) : undefined,
      wants(1) ? byRight() : undefined,
    ];
  },
  kernel: ({ tf, node, input }) => {
    const [a, b] = [input(0).as('plain'), input(1).as('plain')];
    if (!isSupported(a.shape, b.shape)) {
      throw untrainable(node, `its operands are ${sizes(a.shape)} and ${sizes(b.shape)}`);
    }
    const rows: Tensor = b.rank > 2 ? a : tf.reshape(a, [-1, elementAt(a.shape, a.rank - 1)]);
    const shape = [...a.shape.slice(0, -1), elementAt(b.shape, b.rank - 1)];
    return [plain(tf.reshape(tf.matMul(rows, b), shape))];
  },
};

const isSupported = (a: Shape, b: Shape): boolean =>
  a.length >= 2 && b.length >= 2 && (b.length === 2 || a.slice(0, -2).join() === b.slice(0, -2).join());

const lastAxesSwapped = (shape: Shape): number[] => {
  const axes = axesOf(shape);
  return [...axes.slice(0, -2), shape.length - 1, shape.length - 2];
};
