import { FamiliarError } from '../../contract/errors.ts';
import type { Node, Tensor } from '../graph.ts';
import type { Value } from './value.ts';

/** What an operator is given. */
export interface Application {
  node: Node;
  /** In the node's order. */
  inputs: readonly Value[];
  /** For which inputs a gradient is wanted. */
  wanted: readonly boolean[];
  /** The initialiser that is the k-th input; undefined where that input is none or is left out. */
  constant(k: number): Tensor | undefined;
}

/** What an operator gives. */
export interface Applied {
  /** In the node's order. */
  outputs: readonly Value[];
  /**
   * The vector-Jacobian product: from the gradient by each output (null where nothing depends on it; never all of
   * them) to that by each input that is wanted. Called at most once, after the forward pass.
   */
  pull(gradients: readonly (Value | null)[]): readonly (Value | null | undefined)[];
}

export type Operator = (application: Application) => Applied;

/** That a node is of a kind which no network of ours has. */
export const untrainable = ({ operator, outputs }: Node, why: string): FamiliarError =>
  new FamiliarError('model-unsuitable', `${operator} of "${outputs[0]}" cannot be trained: ${why}`);

/** The whole numbers that an input holds. @throws FamiliarError `model-unsuitable` where it is not a constant of the graph */
export function integers({ constant, node }: Application, k: number): number[] {
  const tensor = constant(k);
  if (tensor?.type === 'int64') return Array.from(tensor.data, Number);
  throw untrainable(node, `input ${k} is not a list of whole numbers known beforehand`);
}

/** The only number of an optional input. @throws FamiliarError `model-unsuitable` where it is given but not a constant of the graph */
export function scalar(application: Application, k: number, fallback: number): number {
  const { constant, node } = application;
  if (!node.inputs[k]) return fallback;
  const tensor = constant(k);
  if (tensor?.type === 'float32' && tensor.data.length === 1) return tensor.data[0];
  throw untrainable(node, `input ${k} is not one number known beforehand`);
}

/** An operator's axis, counted from the end where it is negative, as a place in the shape. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
