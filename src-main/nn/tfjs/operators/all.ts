import type { Operator } from '../operator.ts';
import { convolution } from './convolution.ts';
import {
  add,
  cast,
  clip,
  divide,
  identity,
  maximum,
  multiply,
  parametricRelu,
  relu,
  sigmoid,
  sqrt,
  subtract,
} from './elementwise.ts';
import { gemm, matMul } from './matrix.ts';
import { batchNormalization, localResponse, lpNormalization, softmax } from './normalisation.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { reduceL2, reduceMax } from './reduction.ts';
import { concat, flatten, pad, reshape, slice, split, transpose } from './shape.ts';

/** By the names of the ONNX standard. */
export const operators: Readonly<Record<string, Operator>> = {
  Add: add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  Concat: concat,
  Conv: convolution,
  Div: divide,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  Identity: identity,
  LRN: localResponse,
  LpNormalization: lpNormalization,
  MatMul: matMul,
  Max: maximum,
  MaxPool: maxPool,
  Mul: multiply,
  PRelu: parametricRelu,
  Pad: pad,
  ReduceL2: reduceL2,
  ReduceMax: reduceMax,
  Relu: relu,
  Reshape: reshape,
  Sigmoid: sigmoid,
  Slice: slice,
  Softmax: softmax,
  Split: split,
  Sqrt: sqrt,
  Sub: subtract,
  Transpose: transpose,
};
