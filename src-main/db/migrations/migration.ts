/** One step of the schema. Steps are append-only: a released one is never edited. */
export interface Migration {
  /** 1, 2, 3 … without gaps; the database's `user_version` after the step. */
  version: number;
  sql: string;
}
