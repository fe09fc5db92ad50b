import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

export const identity: Operator = {
  shape: unchanged,
  gradient: ({ gradient }) => [gradient],
  kernel: ({ tf, input }) => {
    const value = input(0);
    return [{ tensor: tf.clone(value.as(value.layout)), layout: value.layout }];
  },
};
