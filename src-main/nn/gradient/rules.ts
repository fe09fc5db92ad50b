import { convolutionGradients } from './convolution.ts';
import { dense } from './dense.ts';
import { leakyRectifier, maximum, product, rectifier, squareRoot, sum, through } from './elementwise.ts';
import { joining, padding, reshaping, splitting } from './layout.ts';
import { responseNormalisation, unitLength } from './normalisation.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import type { GradientRule } from './rule.ts';

/** The operators that our face networks use behind their first layer, and those that end a trained graph. */
export const gradientRules: Readonly<Record<string, GradientRule>> = {
  Add: sum,
  AveragePool: averagePool,
  Concat: joining,
  Conv: convolutionGradients,
  Flatten: reshaping,
  Gemm: dense,
  GlobalAveragePool: globalAveragePool,
  Identity: through,
  LRN: responseNormalisation,
  LpNormalization: unitLength,
  Max: maximum,
  MaxPool: maxPool,
  Mul: product,
  PRelu: leakyRectifier,
  Pad: padding,
  Relu: rectifier,
  Reshape: reshaping,
  Split: splitting,
  Sqrt: squareRoot,
};
