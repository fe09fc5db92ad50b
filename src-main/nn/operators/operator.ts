import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { FamiliarError } from '../../contract/errors.ts';
import type { Node, Tensor } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { Layout } from './kernels/layout.ts';
import type { TensorFlow } from './kernels/tensorflow.ts';
import type { Value } from './kernels/value.ts';

/** Sizes along each axis; all are known. */
export type Shape = readonly number[];

/** An operator of the ONNX standard (set 17), or one of the gradient operators, which {@link expansion} defines. */
export interface Operator {
  /** Shapes of the outputs from those of the inputs. */
  shape: ShapeRule;
  /** Writes the gradient as nodes; absent where no network of ours learns through the operator. */
  gradient?: GradientRule;
  /** Computes the operator with TensorFlow.js; absent where no network of ours trains with it. */
  kernel?: Kernel;
  /**
   * Writes the operator as nodes of the ONNX standard. Only gradient operators have one: it is what ONNX Runtime
   * executes in their place.
   */
  expansion?: Expansion;
}

/** A node with the shapes of its inputs. */
export interface Operands {
  node: Node;
  /** Shapes of the inputs, in the node's order. */
  shapes: readonly Shape[];
  /** @throws RangeError where the node has no input at this place */
  shape(place: number): Shape;
  /**
   * Numbers of an input that configures the operator: a shape, pads, axes.
   * @returns undefined where the node has no input at this place
   * @throws Error where the input is no constant of the graph
   */
  constant(place: number): readonly number[] | undefined;
}

/** @returns shapes of the outputs, in order. @throws Error where the operands do not go together */
export type ShapeRule = (operands: Operands) => readonly Shape[];

/** A node that is replaced or differentiated, and the graph that nodes are written into. */
export interface Writing extends Operands {
  graph: GraphBuilder;
  /** Name of an input. @throws RangeError where the node has no input at this place */
  input(place: number): string;
  /** Shape of the first output. */
  outputShape: Shape;
}

/** @returns name of the value that stands for the node's only output */
export type Expansion = (writing: Writing) => string;

/** A node, and the gradients of the loss by its outputs. */
export interface Differentiation extends Writing {
  /** Name of the first output. */
  output: string;
  /** Gradient by the first output, of its shape. */
  gradient: string;
  /** Gradients by all outputs, in order. */
  gradients: readonly string[];
  /** Tells whether the gradient by an input is needed. */
  wants(place: number): boolean;
}

/**
 * Writes the vector-Jacobian product of a node into the graph.
 * @returns gradients by the inputs, in order; undefined where none is needed
 * @throws RangeError where the operator is used in a way that has no rule
 */
export type GradientRule = (differentiation: Differentiation) => readonly (string | undefined)[];

/** A node with its inputs as TensorFlow.js holds them. */
export interface Application {
  tf: TensorFlow;
  node: Node;
  /** In the node's order. */
  inputs: readonly Value[];
  /** @throws RangeError where the node has no input at this place */
  input(place: number): Value;
  /** The initialiser at this place; undefined where the input is computed, fed or left out. */
  initialiser(place: number): Tensor | undefined;
  /**
   * Numbers of an input that configures the operator.
   * @returns undefined where the input is left out
   * @throws FamiliarError `model-unsuitable` where the input is no constant of the graph
   */
  constant(place: number): readonly number[] | undefined;
}

/** A tensor and the order in which its axes lie. */
export interface Placed {
  tensor: TfTensor;
  layout: Layout;
}

/**
 * @returns the outputs, in order; new tensors, never those of an input
 * @throws FamiliarError `model-unsuitable` where the node is of a kind that no network of ours has
 */
export type Kernel = (application: Application) => readonly Placed[];

/** A tensor whose axes lie in ONNX's order. */
export const plain = (tensor: TfTensor): Placed => ({ tensor, layout: 'plain' });

/** Maps with the channels last. */
export const last = (tensor: TfTensor): Placed => ({ tensor, layout: 'last' });

/** The error for a node of a kind that no network of ours has. */
export const untrainable = ({ operator, outputs }: Node, why: string): FamiliarError =>
  new FamiliarError('model-unsuitable', `${operator} of "${outputs[0]}" cannot be trained: ${why}`);

/** The error for a node that has no gradient rule, or is used in a way that the rule does not cover. */
export const noGradient = ({ outputs }: Node, why: string): RangeError =>
  new RangeError(`no gradient for ${outputs[0]}: ${why}`);
