import { integerAttribute } from '../attributes.ts';
import type { GradientRule } from './rule.ts';

/** What was padded away does not count. */
export const padding: GradientRule = ({ graph, node, shapes: [x], gradient, constant }) => {
  const pads = constant(1);
  const axes = x.map((_, axis) => axis).slice(1);
  const starts = axes.map((axis) => pads[axis]);
  const ends = axes.map((axis) => pads[axis] + x[axis]);
  if (pads[0] !== 0 || pads[x.length] !== 0) throw new RangeError(`${node.outputs[0]} pads the batch`);
  const places = [starts, ends, axes].map((numbers) => graph.integers(numbers));
  return [graph.node('Slice', [gradient, ...places])];
};

/** The batch, whose size is not known, is what is left. */
export const reshaping: GradientRule = ({ graph, shapes: [[, ...rest]], gradient }) => [
  graph.node('Reshape', [gradient, graph.integers([-1, ...rest])]),
];

/** Each operand takes back its own part. */
export const joining: GradientRule = ({ graph, node, shapes, gradient, wants }) => {
  const axis = alongOf(integerAttribute(node, 'axis'), shapes[0].length, node.outputs[0]);
  let end = 0;
  return shapes.map((shape, place) => {
    const start = end;
    end += shape[axis];
    if (!wants(place)) return undefined;
    return graph.node('Slice', [gradient, ...[[start], [end], [axis]].map((at) => graph.integers(at))]);
  });
};

export const splitting: GradientRule = ({ graph, node, shapes: [x], gradients }) => {
  const axis = alongOf(integerAttribute(node, 'axis', 0), x.length, node.outputs[0]);
  return [graph.node('Concat', gradients, { axis })];
};

/** An axis, counted from the start. */
function alongOf(axis: number, rank: number, output: string): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (counted === 0) throw new RangeError(`no gradient for ${output}: it cuts or joins the batch`);
  return counted;
}
