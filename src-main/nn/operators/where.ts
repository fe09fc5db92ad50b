import { isZero, layoutOf, operand } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

/** The second input where the first, a mask, holds, and the third elsewhere. Masks are floats with TensorFlow.js. */
export const where: Operator = {
  shape: broadcast,
  kernel: (application) => {
    const { tf, inputs } = application;
    const layout = layoutOf(inputs);
    const of = (place: number) => operand(tf, application.input(place), layout);
    const chosen = () => tf.mul(of(1), of(0));
    const other = () => tf.mul(of(2), tf.sub(1, of(0)));
    if (isZero(application, 2)) return [{ tensor: chosen(), layout }];
    if (isZero(application, 1)) return [{ tensor: other(), layout }];
    return [{ tensor: tf.add(chosen(), other()), layout }];
  },
};
