import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Node } from '../graph.ts';
import { floatAttribute, integerAttribute } from './attributes.ts';
import { last, type Operator, untrainable } from './operator.ts';
import { unchanged } from './shapes.ts';

/** Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3). */
export const lrn: Operator = {
  shape: unchanged,
  gradient: ({ graph, node, input, output, gradient }) => [
    graph.node('LRNGradient', [gradient, input(0), output], node.attributes),
  ],
  kernel: ({ tf, node, input }) => {
    const { depthRadius, bias, alpha, beta } = lrnAttributes(node);
    const x = input(0).as('last') as Tensor4D;
    return [last(tf.localResponseNormalization(x, depthRadius, bias, alpha, beta))];
  },
};

/**
 * The attributes as TensorFlow.js takes them.
 * @throws FamiliarError `model-unsuitable` where the window is of an even number of channels
 */
export function lrnAttributes(node: Node) {
  const size = integerAttribute(node, 'size');
  if (size % 2 === 0) throw untrainable(node, 'it is over an even number of channels');
  return {
    depthRadius: (size - 1) / 2,
    bias: floatAttribute(node, 'bias', 1),
    // ONNX takes alpha times the mean of squares, TensorFlow alpha times their sum.
    alpha: floatAttribute(node, 'alpha', 1e-4) / size,
    beta: floatAttribute(node, 'beta', 0.75),
  };
}
