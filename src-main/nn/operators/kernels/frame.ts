import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensorflow.ts';
import type { Window } from '../window.ts';

type Pair = [number, number];
type Pads = Pick<Window, 'before' | 'after'>;

/** Pads of maps [batch, height, width, channels] as TensorFlow.js takes them. */
export const explicitPads = ({ before, after }: Pads): [Pair, Pair, Pair, Pair] => [
  [0, 0],
  [before[0], after[0]],
  [before[1], after[1]],
  [0, 0],
];

/** Adds rows and columns of a value around maps [batch, height, width, channels], or cuts them off where negative. */
export function frame(tf: TensorFlow, x: Tensor4D, { before, after }: Pads, value = 0): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  let framed = x;
  if ([...before, ...after].some((pad) => pad < 0)) {
    const [top, left] = cut(before);
    const [bottom, right] = cut(after);
    framed = tf.slice(x, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels]);
  }
  const pads = { before: grown(before), after: grown(after) };
  const any = [...pads.before, ...pads.after].some((pad) => pad > 0);
  return any ? tf.pad(framed, explicitPads(pads), value) : framed;
}

/** Removes what {@link frame} has added. */
export const unframe = (tf: TensorFlow, x: Tensor4D, { before, after }: Pads): Tensor4D =>
  frame(tf, x, { before: negated(before), after: negated(after) });

const cut = ([first, second]: Pair): Pair => [Math.max(-first, 0), Math.max(-second, 0)];
const grown = ([first, second]: Pair): Pair => [Math.max(first, 0), Math.max(second, 0)];
const negated = ([first, second]: Pair): Pair => [-first, -second];
