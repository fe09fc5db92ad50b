export interface GridLayout {
  columns: number;
  /** Distance between the tops of two rows, in pixels. */
  row: number;
  gap: number;
}

/** Fewest columns, so that a phone shows more than one face at a time. */
const fewestColumns = 3;
/** Width in pixels below which the gap shrinks. */
const narrow = 560;

/**
 * Columns and rows of equal tiles that fill a width.
 * @param tile narrowest tile, in pixels; narrower ones are made where three would not fit
 * @param caption height below each tile's square, in pixels
 */
export function layout(width: number, tile: number, caption: number, wideGap: number): GridLayout {
  const gap = width < narrow ? Math.round(wideGap * 0.6) : wideGap;
  const columns = Math.max(fewestColumns, Math.floor((width + gap) / (tile + gap)));
  return { columns, row: (width - gap * (columns - 1)) / columns + caption + gap, gap };
}

/** Rows kept beyond each edge of the window. */
const overscan = 3;

/**
 * The rows, `to` excluded, that are in the window or near it.
 * @param scrolled pixels of the grid above the window's top; negative where it starts below
 */
export function windowOf(
  scrolled: number,
  height: number,
  row: number,
  rows: number,
): { from: number; to: number } {
  const clamp = (n: number): number => Math.min(rows, Math.max(0, n));
  return {
    from: clamp(Math.floor(scrolled / row) - overscan),
    to: clamp(Math.ceil((scrolled + height) / row) + overscan),
  };
}

/** Index that a key leads to from a tile; null where it leads nowhere. */
export function step(
  key: string,
  index: number,
  total: number,
  columns: number,
  rowsPerPage: number,
): number | null {
  const targets: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: total - 1,
    PageUp: Math.max(index % columns, index - columns * rowsPerPage),
    PageDown: Math.min(total - 1, index + columns * rowsPerPage),
  };
  const target = Object.hasOwn(targets, key) ? (targets[key] ?? -1) : -1;
  return target >= 0 && target < total ? target : null;
}
