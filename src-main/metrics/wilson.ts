/** Two-sided normal quantile of 95 %. */
const z = 1.959964;

/**
 * The 95 % interval of a proportion by Wilson's score (1927). Unlike that of a bootstrap, it has a width where all or none
 * of the trials succeeded.
 * @param proportion 0 to 1
 * @param trials number of independent trials, at least 1
 */
export function wilsonInterval(proportion: number, trials: number): { low: number; high: number } {
  const weight = z ** 2 / trials;
  const middle = (proportion + weight / 2) / (1 + weight);
  const half =
    (z * Math.sqrt((proportion * (1 - proportion)) / trials + weight / (4 * trials))) / (1 + weight);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
