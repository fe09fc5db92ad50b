import { integerAttribute } from '../attributes.ts';
import type { GradientRule } from './rule.ts';

/** Y = X W + b, neither transposed. */
export const dense: GradientRule = ({ graph, node, gradient, wants }) => {
  if (integerAttribute(node, 'transA', 0) || integerAttribute(node, 'transB', 0)) {
    throw new RangeError(`no gradient for ${node.outputs[0]}: an operand is transposed`);
  }
  const [x, weights] = node.inputs;
  return [
    wants(0) ? graph.node('Gemm', [gradient, weights], { transB: 1 }) : undefined,
    wants(1) ? graph.node('Gemm', [x, gradient], { transA: 1 }) : undefined,
    wants(2) ? graph.node('ReduceSum', [gradient, graph.integers([0])], { keepdims: 0 }) : undefined,
  ];
};
