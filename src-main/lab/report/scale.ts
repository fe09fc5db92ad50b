import { required } from '../../common/elements.ts';

/** Maps values of an axis to places on it, in units of the drawing. */
export type Scale = (value: number) => number;

export interface Tick {
  value: number;
  label: string;
}

/** @param range places of the domain's two ends; values beyond them are held at the ends */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [from, to] = domain;
  return (value) => {
    const part = Math.min(1, Math.max(0, (value - from) / (to - from)));
    return range[0] + part * (range[1] - range[0]);
  };
}

/** As {@link linearScale}, by the logarithm; what is not positive lies at the lower end. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const linear = linearScale([Math.log(domain[0]), Math.log(domain[1])], range);
  return (value) => linear(value > 0 ? Math.log(value) : -Infinity);
}

/** Round values within bounds, about `count` of them: multiples of 1, 2 or 5 times a power of ten. */
export function roundValues(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = required([1, 2, 5, 10].map((m) => m * power).find((candidate) => candidate >= rough * 0.999));
  const decimals = Math.max(0, -Math.floor(Math.log10(step * 1.0001)));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toFixed(decimals)),
  );
}

/** The powers of ten from one exponent to another. */
export const powersOfTen = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => Number(`1e${from + i}`));
