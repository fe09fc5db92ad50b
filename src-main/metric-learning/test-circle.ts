/** Unit vectors in the plane at angles in degrees, for tests of distances. */
export const circle = (degrees: readonly number[]): Float32Array =>
  Float32Array.from(degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]));

/** Squared length of the chord of an angle in degrees. */
export const squaredChord = (degrees: number): number => 2 - 2 * Math.cos((degrees * Math.PI) / 180);

/** Random unit vectors for tests, one after the other. */
export function randomVectors(count: number, dimension: number, random: () => number): Float32Array {
  const vectors = Float32Array.from({ length: count * dimension }, () => random() - 0.5);
  for (let at = 0; at < vectors.length; at += dimension) {
    const length = Math.hypot(...vectors.subarray(at, at + dimension));
    for (let k = at; k < at + dimension; k++) vectors[k]! /= length;
  }
  return vectors;
}

/**
 * For tests: derivative of a function of vectors by central differences, in 64 bits.
 * @param f of the same number of values
 */
export function differences(f: (x: Float64Array) => number, at: Float32Array): Float64Array {
  const x = Float64Array.from(at);
  const h = 1e-6;
  return x.map((value, i) => {
    x[i] = value + h;
    const after = f(x);
    x[i] = value - h;
    const before = f(x);
    x[i] = value;
    return (after - before) / (2 * h);
  });
}
