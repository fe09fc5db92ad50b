import { greater as greaterMask, isZero, layoutOf, operand } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

/** A mask for Where: with TensorFlow.js 1 or 0, as a float. */
export const greater: Operator = {
  shape: broadcast,
  kernel: (application) => {
    const { tf, inputs, input } = application;
    const layout = layoutOf(inputs);
    const other = isZero(application, 1) ? 0 : operand(tf, input(1), layout);
    return [{ tensor: greaterMask(tf, operand(tf, input(0), layout), other), layout }];
  },
};
