export type Cell = string | number | null;
/** The editable columns of a row and its key, by name. */
export type RowImage = Readonly<Record<string, Cell>>;
