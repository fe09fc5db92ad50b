import type { Migration } from './migration.ts';

/** Favourites, and dates of birth. */
export const personFacts: Migration = {
  version: 11,
  sql: `
    ALTER TABLE people ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1));
    -- As much of the date as is known: 1965, 1965-07 or 1965-07-04.
    ALTER TABLE people ADD COLUMN birth TEXT;
  `,
};
