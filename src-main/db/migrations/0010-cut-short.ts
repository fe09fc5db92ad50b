import type { Migration } from './migration.ts';

/** Photos with a truncated file. */
export const cutShort: Migration = {
  version: 10,
  sql: `
    -- The photo was looked at as far as its file goes.
    ALTER TABLE photos ADD COLUMN cut_short INTEGER NOT NULL DEFAULT 0 CHECK (cut_short IN (0, 1));
  `,
};
