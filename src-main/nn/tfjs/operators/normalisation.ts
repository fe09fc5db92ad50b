import * as tf from '@tensorflow/tfjs-core';
import { floatAttribute, integerAttribute } from '../../attributes.ts';
import { sumOver } from '../kernels/sums.ts';
import { type Application, type Operator, positive, untrainable } from '../operator.ts';
import { axisIn, type Layout, Value } from '../value.ts';

/** Operators along one axis, in whichever layout the value is. */
function along({ node, inputs: [input] }: Application, fallback: number) {
  const layout: Layout = input.layout === 'last' ? 'last' : 'plain';
  const axis = positive(integerAttribute(node, 'axis', fallback), input.shape.length);
  return { layout, x: input.as(layout), axis: axisIn(layout, axis) };
}

export const softmax: Operator = (application) => {
  const { layout, x, axis } = along(application, -1);
  const exponentials = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  const y = tf.div(exponentials, tf.sum(exponentials, axis, true));
  return {
    outputs: [new Value(y, layout)],
    pull([gradient]) {
      const dy = gradient!.as(layout);
      return [new Value(tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), axis, true))), layout)];
    },
  };
};

/** Shorter lengths than this count as this, as a zero vector has no direction. */
const shortest = 1e-20;

/** Scales to length 1 (p = 2). */
export const lpNormalization: Operator = (application) => {
  const { node } = application;
  if (integerAttribute(node, 'p', 2) !== 2) {
    throw untrainable(node, 'its length is not the Euclidean');
  }
  const { layout, x, axis } = along(application, -1);
  const length = tf.maximum(tf.sqrt(tf.sum(tf.square(x), axis, true)), shortest);
  const y = tf.div(x, length);
  return {
    outputs: [new Value(y, layout)],
    pull([gradient]) {
      const dy = gradient!.as(layout);
      const across = tf.sub(dy, tf.mul(y, tf.sum(tf.mul(dy, y), axis, true)));
      return [new Value(tf.div(across, length), layout)];
    },
  };
};

/** Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3), over an odd number of them. */
export const localResponse: Operator = ({ node, inputs: [input] }) => {
  const size = integerAttribute(node, 'size');
  if (size % 2 === 0) throw untrainable(node, 'it is over an even number of channels');
  const attributes = {
    depthRadius: (size - 1) / 2,
    bias: floatAttribute(node, 'bias', 1),
    // ONNX takes alpha times the mean of squares, TensorFlow alpha times their sum.
    alpha: floatAttribute(node, 'alpha', 0.0001) / size,
    beta: floatAttribute(node, 'beta', 0.75),
  };
  const x = input.as('last') as tf.Tensor4D;
  const { depthRadius, bias, alpha, beta } = attributes;
  const y = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  return {
    outputs: [new Value(y, 'last')],
    pull([dy]) {
      const gradient = tf.engine().runKernel('LRNGrad', { x, y, dy: dy!.as('last') }, attributes);
      return [new Value(gradient as tf.Tensor, 'last')];
    },
  };
};

/** With the mean and variance that training left: a scale and an offset of each channel. */
export const batchNormalization: Operator = ({ node, inputs, wanted }) => {
  if (integerAttribute(node, 'training_mode', 0) !== 0) {
    throw untrainable(node, 'it is in training mode');
  }
  const [input, ...perChannel] = inputs;
  const spatial = input.shape.length === 4;
  const layout: Layout = spatial ? 'last' : 'plain';
  const x = input.as(layout);
  const [scale, offset, mean, variance] = perChannel.map((value) => value.as('plain'));
  const deviation = tf.sqrt(tf.add(variance, floatAttribute(node, 'epsilon', 1e-5)));
  const factor = tf.div(scale, deviation);
  const centred = tf.sub(x, mean);
  return {
    outputs: [new Value(tf.add(tf.mul(centred, factor), offset), layout)],
    pull([gradient]) {
      const dy = gradient!.as(layout);
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const sum = sumOver(dy, axes);
      const weighted = () => sumOver(tf.mul(dy, centred), axes);
      return [
        wanted[0] ? new Value(tf.mul(dy, factor), layout) : null,
        wanted[1] ? new Value(tf.div(weighted(), deviation)) : null,
        wanted[2] ? new Value(sum) : null,
        wanted[3] ? new Value(tf.neg(tf.mul(sum, factor))) : null,
        wanted[4] ? new Value(tf.mul(tf.div(tf.mul(weighted(), factor), tf.square(deviation)), -0.5)) : null,
      ];
    },
  };
};
