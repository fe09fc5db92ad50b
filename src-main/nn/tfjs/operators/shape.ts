import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute, integersAttribute } from '../../attributes.ts';
import { elementCount } from '../../graph.ts';
import { type Application, integers, type Operator, positive, scalar, untrainable } from '../operator.ts';
import { axisIn, inLayout, type Layout, rearrange, Value } from '../value.ts';

/** Maps are cut and joined in whichever layout they are. */
const layoutOf = ({ layout }: Value): Layout => (layout === 'last' ? 'last' : 'plain');

/** The same numbers in ONNX's order, under other dimensions. */
const reshaped = (input: Value, shape: readonly number[]): ReturnType<Operator> => ({
  outputs: [new Value(tf.reshape(input.as('plain'), [...shape]))],
  pull: ([dy]) => [new Value(tf.reshape(dy!.as('plain'), [...input.shape]))],
});

export const reshape: Operator = (application) => {
  const [input] = application.inputs;
  const keepsZeros = integerAttribute(application.node, 'allowzero', 0) === 0;
  const shape = integers(application, 1).map((size, k) => (size === 0 && keepsZeros ? input.shape[k] : size));
  return reshaped(input, shape);
};

export const flatten: Operator = ({ node, inputs: [input] }) => {
  const axis = positive(integerAttribute(node, 'axis', 1), input.shape.length);
  return reshaped(input, [elementCount(input.shape.slice(0, axis)), elementCount(input.shape.slice(axis))]);
};

/** Pixels become maps, and maps pixels, without moving a number. */
export const transpose: Operator = ({ node, inputs: [input] }) => {
  const rank = input.shape.length;
  const reversed = Array.from({ length: rank }, (_, k) => rank - 1 - k);
  const order = integersAttribute(node, 'perm', reversed);
  const toMaps = order.join() === '0,3,1,2';
  const toPixels = order.join() === '0,2,3,1' && input.layout === 'last';
  if (toMaps || toPixels) {
    const [from, to] = toMaps ? (['plain', 'last'] as const) : (['last', 'plain'] as const);
    return {
      outputs: [new Value(tf.clone(input.as(from)), to)],
      pull: ([dy]) => [new Value(tf.clone(dy!.as(to)), from)],
    };
  }
  const back = order.map((_, axis) => order.indexOf(axis));
  return {
    outputs: [new Value(rearrange(input.as('plain'), order))],
    pull: ([dy]) => [new Value(rearrange(dy!.as('plain'), back))],
  };
};

export const concat: Operator = ({ node, inputs, wanted }) => {
  const axis = positive(integerAttribute(node, 'axis'), inputs[0].shape.length);
  const layout = layoutOf(inputs[0]);
  const lengths = inputs.map(({ shape }) => shape[axis]);
  const place = axisIn(layout, axis);
  return {
    outputs: [
      new Value(
        tf.concat(
          inputs.map((input) => input.as(layout)),
          place,
        ),
        layout,
      ),
    ],
    pull([dy]) {
      const parts = tf.split(dy!.as(layout), lengths, place);
      return parts.map((part, k) => (wanted[k] ? new Value(part, layout) : null));
    },
  };
};

export const split: Operator = (application) => {
  const { node, inputs } = application;
  const [input] = inputs;
  const axis = positive(integerAttribute(node, 'axis', 0), input.shape.length);
  const layout = layoutOf(input);
  const place = axisIn(layout, axis);
  const count = node.outputs.length;
  const lengths = node.inputs[1]
    ? integers(application, 1)
    : Array<number>(count).fill(input.shape[axis] / count);
  const parts = tf.split(input.as(layout), lengths, place);
  return {
    outputs: parts.map((part) => new Value(part, layout)),
    pull(gradients) {
      const joined = gradients.map((dy, k) => dy?.as(layout) ?? tf.zeros(parts[k].shape));
      return [new Value(tf.concat(joined, place), layout)];
    },
  };
};

export const slice: Operator = (application) => {
  const [input] = application.inputs;
  const { begin, end } = sliceBounds(application);
  const layout = layoutOf(input);
  const size = begin.map((start, axis) => end[axis] - start);
  const margins = begin.map((start, axis): [number, number] => [start, input.shape[axis] - end[axis]]);
  return {
    outputs: [new Value(tf.slice(input.as(layout), inLayout(layout, begin), inLayout(layout, size)), layout)],
    pull: ([dy]) => [new Value(tf.pad(dy!.as(layout), inLayout(layout, margins)), layout)],
  };
};

/** First and behind-last index an axis. @throws FamiliarError `model-unsuitable` for steps other than 1 */
function sliceBounds(application: Application): { begin: number[]; end: number[] } {
  const { node, inputs } = application;
  const { shape } = inputs[0];
  const starts = integers(application, 1);
  const ends = integers(application, 2);
  const axes = node.inputs[3] ? integers(application, 3) : starts.map((_, axis) => axis);
  const steps = node.inputs[4] ? integers(application, 4) : [];
  if (steps.some((step) => step !== 1)) {
    throw untrainable(node, 'its steps are not 1');
  }
  const begin = shape.map(() => 0);
  const end = [...shape];
  axes.forEach((given, k) => {
    const axis = positive(given, shape.length);
    const within = (index: number) => Math.min(Math.max(positive(index, shape[axis]), 0), shape[axis]);
    begin[axis] = within(starts[k]);
    end[axis] = Math.max(within(ends[k]), begin[axis]);
  });
  return { begin, end };
}

/** With a constant. Nothing is cut off. */
export const pad: Operator = (application) => {
  const [input] = application.inputs;
  const rank = input.shape.length;
  const pads = integers(application, 1);
  if (pads.some((count) => count < 0)) {
    throw untrainable(application.node, 'it cuts off');
  }
  const layout = layoutOf(input);
  const value = scalar(application, 2, 0);
  const margins = input.shape.map((_, axis): [number, number] => [pads[axis], pads[axis + rank]]);
  const before = inLayout(layout, margins).map(([count]) => count);
  const size = inLayout(layout, input.shape);
  return {
    outputs: [new Value(tf.pad(input.as(layout), inLayout(layout, margins), value), layout)],
    pull: ([dy]) => [new Value(tf.slice(dy!.as(layout), before, size), layout)],
  };
};
