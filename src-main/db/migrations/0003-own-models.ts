import type { Migration } from './migration.ts';

/** Face networks that the user brought. A setting selects the model in force. */
export const ownModels: Migration = {
  version: 3,
  sql: `
    -- The one that comes with Familiar has no row. Files lie in the library's folder models, by id.
    CREATE TABLE models (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      -- SHA-256 of the file as it was given: the same file goes on where it was left.
      source_hash TEXT NOT NULL CHECK (length(source_hash) = 64),
      -- Distances of the built-in model and those of this one that accept as many pairs of faces, as JSON
      -- [[0, 0], …, [2, 2]]; null until it was in force once.
      scale TEXT,
      added_at TEXT NOT NULL,
      UNIQUE (source_hash, kind)
    ) STRICT, WITHOUT ROWID;
  `,
};
