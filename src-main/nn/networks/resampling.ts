import { firstItems } from '../../common/elements.ts';
import { float32At } from '../../common/typed-arrays.ts';
import type { FloatTensor } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { FeatureMap } from './layers.ts';

/** A square part of a map, in its pixels. */
export interface Square {
  left: number;
  top: number;
  side: number;
}

export function crop(graph: GraphBuilder, x: FeatureMap, { left, top, side }: Square): FeatureMap {
  if (left < 0 || top < 0 || left + side > x.width || top + side > x.height) {
    throw new Error(`a square of ${side} at ${left}, ${top} is not within ${x.width}x${x.height}`);
  }
  const value = graph.node('Slice', [
    x.value,
    graph.integers([top, left]),
    graph.integers([top + side, left + side]),
    graph.integers([2, 3]),
  ]);
  return { ...x, value, height: side, width: side };
}

/**
 * A square map made smaller, by a triangle as wide as two of the new pixels: an area filter that does not alias. It is
 * two products of matrices, which every runtime computes alike; `Resize` filters only from operator set 18 on.
 */
export function resample(graph: GraphBuilder, x: FeatureMap, side: number): FeatureMap {
  if (x.height !== x.width) throw new Error(`a map of ${x.width}x${x.height} is no square`);
  const rows = triangles(x.height, side);
  const down = graph.node('MatMul', [graph.weight('resampling/rows', rows), x.value]);
  const value = graph.node('MatMul', [down, graph.weight('resampling/columns', transposed(rows))]);
  return { ...x, value, height: side, width: side };
}

/** [to, from]: each new pixel's shares of the old ones, whose sum is 1. */
function triangles(from: number, to: number): FloatTensor {
  const scale = from / to;
  const data = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const middle = (row + 0.5) * scale;
    const shares = Array.from({ length: from }, (_, i) =>
      Math.max(0, 1 - Math.abs(i + 0.5 - middle) / Math.max(1, scale)),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    data.set(
      shares.map((share) => share / sum),
      row * from,
    );
  }
  return { type: 'float32', dims: [to, from], data };
}

function transposed({ dims, data }: FloatTensor): FloatTensor {
  const [rows, columns] = firstItems(dims, 2);
  const turned = Float32Array.from(data, (_, i) =>
    float32At(data, (i % rows) * columns + Math.floor(i / rows)),
  );
  return { type: 'float32', dims: [columns, rows], data: turned };
}
