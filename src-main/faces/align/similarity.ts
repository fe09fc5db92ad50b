import { numberAt } from '../../common/typed-arrays.ts';

/**
 * A similarity transform of the plane (rotation, uniform scale, translation):
 * x' = a x - b y + tx, y' = b x + a y + ty. Its scale is hypot(a, b).
 */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/**
 * The similarity that maps `from` onto `to` with the least sum of squared distances. In two dimensions and
 * without reflection, the solution of Umeyama (1991) reduces to two scalar sums over the centred points.
 * @param from points as x, y pairs; at least two different ones
 * @param to as many points
 */
export function fitSimilarity(from: ArrayLike<number>, to: ArrayLike<number>): Similarity {
  const n = from.length / 2;
  let fromX = 0;
  let fromY = 0;
  let toX = 0;
  let toY = 0;
  for (let i = 0; i < n; i++) {
    fromX += numberAt(from, 2 * i) / n;
    fromY += numberAt(from, 2 * i + 1) / n;
    toX += numberAt(to, 2 * i) / n;
    toY += numberAt(to, 2 * i + 1) / n;
  }
  let along = 0;
  let across = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    const x = numberAt(from, 2 * i) - fromX;
    const y = numberAt(from, 2 * i + 1) - fromY;
    const u = numberAt(to, 2 * i) - toX;
    const v = numberAt(to, 2 * i + 1) - toY;
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  }
  const a = along / spread;
  const b = across / spread;
  return { a, b, tx: toX - a * fromX + b * fromY, ty: toY - b * fromX - a * fromY };
}

export function invert({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  const c = a / square;
  const s = -b / square;
  return { a: c, b: s, tx: -(c * tx - s * ty), ty: -(s * tx + c * ty) };
}

/** Image of a point. */
export const apply = ({ a, b, tx, ty }: Similarity, x: number, y: number): [number, number] => [
  a * x - b * y + tx,
  b * x + a * y + ty,
];
