import { add } from './add.ts';
import { averagePoolGradient } from './average-pool-gradient.ts';
import { averagePool } from './average-pool.ts';
import { batchNormalization } from './batch-normalization.ts';
import { cast } from './cast.ts';
import { clip } from './clip.ts';
import { concat } from './concat.ts';
import { convInputGradient } from './conv-input-gradient.ts';
import { convKernelGradient } from './conv-kernel-gradient.ts';
import { conv } from './conv.ts';
import { div } from './div.ts';
import { expand } from './expand.ts';
import { flatten } from './flatten.ts';
import { gemm } from './gemm.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { greater } from './greater.ts';
import { identity } from './identity.ts';
import { lpNormalization } from './lp-normalization.ts';
import { lrnGradient } from './lrn-gradient.ts';
import { lrn } from './lrn.ts';
import { matMul } from './mat-mul.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { maxPool } from './max-pool.ts';
import { max } from './max.ts';
import { mul } from './mul.ts';
import type { Operator } from './operator.ts';
import { pad } from './pad.ts';
import { prelu } from './prelu.ts';
import { reduceL2 } from './reduce-l2.ts';
import { reduceMax } from './reduce-max.ts';
import { reduceMean } from './reduce-mean.ts';
import { reduceSum } from './reduce-sum.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { split } from './split.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';
import { transpose } from './transpose.ts';
import { where } from './where.ts';

/** The operators of our networks, by their ONNX names, in the meaning of operator set 17. */
const ofNetworks = {
  Add: add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  Div: div,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  Identity: identity,
  LRN: lrn,
  LpNormalization: lpNormalization,
  MatMul: matMul,
  Max: max,
  MaxPool: maxPool,
  Mul: mul,
  PRelu: prelu,
  Pad: pad,
  ReduceL2: reduceL2,
  ReduceMax: reduceMax,
  ReduceMean: reduceMean,
  Relu: relu,
  Reshape: reshape,
  Sigmoid: sigmoid,
  Slice: slice,
  Softmax: softmax,
  Split: split,
  Sqrt: sqrt,
  Sub: sub,
  Transpose: transpose,
} satisfies Record<string, Operator>;

/** The operators that gradients need besides: those of the standard, and the gradient operators, which are ours. */
const ofGradients = {
  Expand: expand,
  Greater: greater,
  GreaterOrEqual: greaterOrEqual,
  ReduceSum: reduceSum,
  Where: where,
  AveragePoolGradient: averagePoolGradient,
  ConvInputGradient: convInputGradient,
  ConvKernelGradient: convKernelGradient,
  LRNGradient: lrnGradient,
  MaxPoolGradient: maxPoolGradient,
} satisfies Record<string, Operator>;

export const operators: Readonly<Record<string, Operator>> = { ...ofNetworks, ...ofGradients };
