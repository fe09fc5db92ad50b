import * as tf from '@tensorflow/tfjs-core';
import { floatAttribute, integerAttribute } from '../../attributes.ts';
import { sumRows } from '../kernels/sums.ts';
import { type Operator, untrainable } from '../operator.ts';
import { Value } from '../value.ts';

/** Wasm multiplies matrices as they lie ten times as fast as those that it is told to read transposed. */
const turned = (matrix: tf.Tensor): tf.Tensor2D => tf.transpose(matrix as tf.Tensor2D);

/** alpha A B + beta C, where A or B may be transposed, and C is a row, a column or a matrix. */
export const gemm: Operator = ({ node, inputs, wanted }) => {
  const alpha = floatAttribute(node, 'alpha', 1);
  const beta = floatAttribute(node, 'beta', 1);
  const flips = ['transA', 'transB'].map((name) => integerAttribute(node, name, 0) === 1);
  const [a, b] = inputs.slice(0, 2).map((input, k) => {
    const matrix = input.as('plain') as tf.Tensor2D;
    return flips[k] ? turned(matrix) : matrix;
  });
  const offset = inputs.at(2);
  const scaled = (x: tf.Tensor, factor: number) => (factor === 1 ? x : tf.mul(x, factor));
  const product = scaled(tf.matMul(a, b), alpha);
  const y = offset ? tf.add(product, scaled(offset.as('plain'), beta)) : product;
  return {
    outputs: [new Value(y)],
    pull([gradient]) {
      const dy = gradient!.as('plain') as tf.Tensor2D;
      const flipped = (x: tf.Tensor, k: number) => new Value(flips[k] ? turned(x) : x);
      return [
        wanted[0] ? flipped(scaled(tf.matMul(dy, turned(b)), alpha), 0) : null,
        wanted[1] ? flipped(scaled(tf.matMul(turned(a), dy), alpha), 1) : null,
        wanted[2] ? new Value(scaled(sumTo(dy, offset!.shape), beta)) : null,
      ];
    },
  };
};

/** Sums a matrix over the axes along which `shape` was repeated. */
function sumTo(matrix: tf.Tensor2D, shape: readonly number[]): tf.Tensor {
  const [rows, columns] = [1, 1, ...shape].slice(-2);
  let sum: tf.Tensor = rows < matrix.shape[0] ? tf.reshape(sumRows(matrix), [1, -1]) : matrix;
  if (columns < matrix.shape[1]) sum = tf.sum(sum, 1);
  return tf.reshape(sum, [...shape]);
}

/** Of a matrix, or of a stack of them, with one matrix; or of two equally high stacks. */
export const matMul: Operator = ({ node, inputs: [left, right], wanted }) => {
  const [a, b] = [left.as('plain'), right.as('plain')];
  const stacked = b.rank > 2;
  const fits =
    a.rank >= 2 && b.rank >= 2 && (!stacked || a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join());
  if (!fits) {
    throw untrainable(node, `its operands are ${left.shape.join('x')} and ${right.shape.join('x')}`);
  }
  const flat = (x: tf.Tensor) => (stacked ? x : (tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor));
  const flipped = (x: tf.Tensor) => {
    const axes = x.shape.map((_, axis) => axis);
    return tf.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
  };
  const y = tf.matMul(flat(a), b);
  return {
    outputs: [new Value(tf.reshape(y, [...a.shape.slice(0, -1), b.shape.at(-1)!]))],
    pull([gradient]) {
      const dy = flat(gradient!.as('plain'));
      return [
        wanted[0] ? new Value(tf.reshape(tf.matMul(dy, flipped(b)), a.shape)) : null,
        wanted[1] ? new Value(tf.matMul(flipped(flat(a)), dy)) : null,
      ];
    },
  };
};
