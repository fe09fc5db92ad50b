import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute } from '../../attributes.ts';
import { sumOver } from '../kernels/sums.ts';
import { type Operator, scalar, untrainable } from '../operator.ts';
import { type Layout, Value } from '../value.ts';

/** Maps stay in whichever layout they are; a plain operand beside one follows it. */
const layoutOf = (values: readonly Value[]): Layout =>
  values.some(({ layout }) => layout === 'last') ? 'last' : 'plain';

/** An operand in a layout. One with fewer dimensions than a map is brought to its four first, as broadcasting does. */
function operand(value: Value, layout: Layout): tf.Tensor {
  if (layout === 'plain' || value.shape.length === 4) return value.as(layout);
  const shape = [...Array<number>(4 - value.shape.length).fill(1), ...value.shape];
  return new Value(tf.reshape(value.as('plain'), shape)).as(layout);
}

/** Undoes {@link operand}, and sums over the axes along which the operand was repeated. */
function reduceTo(gradient: tf.Tensor, value: Value, layout: Layout): Value {
  const shape = layout === 'plain' ? [...value.shape] : operandShape(value);
  const leading = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < leading || (shape[axis - leading] === 1 && size !== 1) ? [axis] : [],
  );
  const sum = tf.reshape(axes.length === 0 ? gradient : sumOver(gradient, axes), shape);
  if (layout === 'plain' || value.shape.length === 4) return new Value(sum, layout);
  return new Value(tf.reshape(new Value(sum, layout).as('plain'), [...value.shape]));
}

function operandShape(value: Value): number[] {
  const [batch, channels, height, width] = [...Array<number>(4).fill(1), ...value.shape].slice(-4);
  return [batch, height, width, channels];
}

/** An operator of one operand, by its function and by `gradient(dy, x, y)`. */
const unary =
  (
    forward: (x: tf.Tensor) => tf.Tensor,
    gradient: (dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  ): Operator =>
  ({ inputs: [input] }) => {
    const layout = layoutOf([input]);
    const x = input.as(layout);
    const y = forward(x);
    return {
      outputs: [new Value(y, layout)],
      pull: ([dy]) => [new Value(gradient(dy!.as(layout), x, y), layout)],
    };
  };

/** An operator of two operands that are broadcast, by its function and by the gradient of either operand. */
const binary =
  (
    forward: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
    gradients: ((dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[],
  ): Operator =>
  ({ inputs, wanted }) => {
    const layout = layoutOf(inputs);
    const [a, b] = inputs.map((value) => operand(value, layout));
    return {
      outputs: [new Value(forward(a, b), layout)],
      pull: ([dy]) =>
        inputs.map((input, k) =>
          wanted[k] ? reduceTo(gradients[k](dy!.as(layout), a, b), input, layout) : null,
        ),
    };
  };

/**
 * 1 where a > b, 0 elsewhere. Conditions of TensorFlow.js are numbers of another type, which its WebGPU backend does
 * not always convert.
 */
const greater = (a: tf.Tensor | number, b: tf.Tensor | number): tf.Tensor => tf.step(tf.sub(a, b));

/** 1 where a <= b, 0 elsewhere. */
export const notGreater = (a: tf.Tensor | number, b: tf.Tensor | number): tf.Tensor =>
  tf.sub(1, greater(a, b));

export const relu = unary(tf.relu, (dy, _x, y) => tf.mul(dy, tf.step(y)));

/** PReLU: the second operand is the slope below 0. */
export const parametricRelu = binary(
  (a, b) => tf.add(tf.relu(a), tf.mul(b, tf.minimum(a, 0))),
  [
    (dy, a, b) => tf.mul(dy, tf.add(tf.step(a), tf.mul(b, notGreater(a, 0)))),
    (dy, a) => tf.mul(dy, tf.minimum(a, 0)),
  ],
);

export const sigmoid = unary(tf.sigmoid, (dy, _x, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))));

export const sqrt = unary(tf.sqrt, (dy, _x, y) => tf.div(dy, tf.mul(y, 2)));

export const add = binary(tf.add, [(dy) => dy, (dy) => dy]);

export const subtract = binary(tf.sub, [(dy) => dy, (dy) => tf.neg(dy)]);

export const multiply = binary(tf.mul, [(dy, _a, b) => tf.mul(dy, b), (dy, a) => tf.mul(dy, a)]);

export const divide = binary(tf.div, [
  (dy, _a, b) => tf.div(dy, b),
  (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
]);

/** Of two; where both are equal, the gradient goes to the first. */
const maximumOfTwo = binary(tf.maximum, [
  (dy, a, b) => tf.mul(dy, notGreater(b, a)),
  (dy, a, b) => tf.mul(dy, greater(b, a)),
]);

/** Of any number of operands, two at a time. */
export const maximum: Operator = (application) => {
  const { inputs, wanted } = application;
  if (inputs.length === 1) return identity(application);
  const steps: { pull: ReturnType<Operator>['pull'] }[] = [];
  let largest = inputs[0];
  inputs.slice(1).forEach((input, k) => {
    const first = wanted.slice(0, k + 1).some(Boolean);
    const step = maximumOfTwo({ ...application, inputs: [largest, input], wanted: [first, wanted[k + 1]] });
    steps.push(step);
    largest = step.outputs[0];
  });
  return {
    outputs: [largest],
    pull(gradients) {
      const pulled: (Value | null | undefined)[] = [];
      let [gradient]: (Value | null | undefined)[] = [...gradients];
      for (let k = steps.length - 1; k >= 0 && gradient; k--) {
        const [before, own] = steps[k].pull([gradient]);
        pulled[k + 1] = own;
        gradient = before;
      }
      pulled[0] = gradient;
      return pulled;
    },
  };
};

export const clip: Operator = (application) => {
  const low = scalar(application, 1, -largestFloat);
  const high = scalar(application, 2, largestFloat);
  const clipped = unary(
    (x) => tf.clipByValue(x, low, high),
    (dy, x) => tf.mul(dy, tf.mul(notGreater(low, x), notGreater(x, high))),
  );
  return clipped(application);
};

/** The largest number of type float32; shaders know no infinity. */
export const largestFloat = 3.4028234663852886e38;

/** To float32 alone. Bytes are floats as soon as they enter, so there is nothing left to do. */
export const cast: Operator = (application) => {
  if (integerAttribute(application.node, 'to') !== float32Code) {
    throw untrainable(application.node, 'it is not to float32');
  }
  return identity(application);
};

/** As Cast's attribute `to` has it (TensorProto.DataType). */
const float32Code = 1;

export const identity: Operator = ({ inputs: [input] }) => ({
  outputs: [new Value(tf.clone(input.as(input.layout)), input.layout)],
  pull: (gradients) => gradients,
});
