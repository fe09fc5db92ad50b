import type { Migration } from './migration.ts';

/** Names written by other programs without a position, names declined by the user, and times of reading. */
export const writtenNames: Migration = {
  version: 8,
  sql: `
    -- Who is in a photo as other programs say, without saying which face.
    CREATE TABLE unplaced_names (
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      -- The name without letter case.
      name_key TEXT NOT NULL,
      name TEXT NOT NULL CHECK (name <> ''),
      source TEXT NOT NULL,
      PRIMARY KEY (photo_id, name_key)
    ) STRICT, WITHOUT ROWID;

    -- Names that the user has declined for a photo: they are not proposed when its metadata are read again.
    CREATE TABLE declined_names (
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      name_key TEXT NOT NULL,
      PRIMARY KEY (photo_id, name_key)
    ) STRICT, WITHOUT ROWID;

    -- Names, sizes and times of the files beside a photo that tell of it, when they were read; null before the first
    -- time. Empty where there were none.
    ALTER TABLE files ADD COLUMN beside TEXT;
  `,
};
