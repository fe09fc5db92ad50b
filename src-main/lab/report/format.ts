/** A part as a percentage with two decimals. */
export const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

/** A whole number with separators: 12,345. */
export const grouped = (n: number): string => n.toLocaleString('en');

/** `1 pair`, `12,345 pairs`. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`;

/** A distance, to a thousandth. */
export const distanceText = (distance: number): string => distance.toFixed(3);
