import type { Node } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { Shape } from '../shapes.ts';

/** What an operator's rule may look at, and write its part of the gradient into. */
export interface Backward {
  graph: GraphBuilder;
  node: Node;
  /** Of the inputs and of the first output, for a batch of {@link tracedBatch}. */
  shapes: readonly Shape[];
  outputShape: Shape;
  /** Gradient by the node's first output, of its shape. */
  gradient: string;
  /** Gradients by all of its outputs. */
  gradients: readonly string[];
  /** Whether the gradient by the input at this place is asked for. */
  wants(place: number): boolean;
  /**
   * Numbers of the input at this place, which say how the operator works.
   * @throws RangeError where it is no constant of the graph
   */
  constant(place: number): readonly number[];
}

/** The size of the batch that shapes are told for: another than 1, the size of axes that are stretched over a batch. */
export const tracedBatch = 2;

/**
 * @returns gradients by the inputs, in order; undefined where none was asked for
 * @throws RangeError where the operator is used in a way that has no rule
 */
export type GradientRule = (backward: Backward) => (string | undefined)[];
