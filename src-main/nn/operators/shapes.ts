import { elementAt } from '../../common/elements.ts';
import type { Operands, Shape, ShapeRule } from './operator.ts';

/** @throws Error with the message, where the operands do not fit */
export function check(fits: boolean, message: () => string): void {
  if (!fits) throw new Error(message());
}

/** A shape in words: `2x3`. */
export const sizes = (shape: Shape | undefined): string =>
  !shape || shape.length === 0 ? 'a scalar' : shape.join('x');

/** An axis counted from the start. ONNX counts negative axes from the end. */
export const positiveAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The axes of a shape, 0 and up. */
export const axesOf = (shape: Shape): number[] => shape.map((_, axis) => axis);

/** Batch and channels of maps [batch, channels, ...], and the sizes behind them. */
export const mapSizes = (shape: Shape): { batch: number; channels: number; spatial: Shape } => ({
  batch: elementAt(shape, 0),
  channels: elementAt(shape, 1),
  spatial: shape.slice(2),
});

/** The only output has the shape of the first input. */
export const unchanged: ShapeRule = (operands) => [operands.shape(0)];

/** Elementwise: axes of length 1 are repeated, and missing axes in front count as 1 (NumPy's broadcasting). */
export const broadcast: ShapeRule = ({ shapes }: Pick<Operands, 'shapes'>) => [broadcastShapes(shapes)];

export const broadcastShapes = (shapes: readonly Shape[]): Shape =>
  shapes.reduce((first, second) => {
    const rank = Math.max(first.length, second.length);
    return Array.from({ length: rank }, (_, axis) => {
      const a = first[axis - rank + first.length] ?? 1;
      const b = second[axis - rank + second.length] ?? 1;
      check(a === b || a === 1 || b === 1, () => `${sizes(first)} and ${sizes(second)} do not go together`);
      return a === 1 ? b : a;
    });
  });

/** A shape with some axes summed up: of length 1 where they are kept, left out where not. */
export const reducedShape = (shape: Shape, axes: readonly number[], keeps: boolean): Shape =>
  keeps
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
