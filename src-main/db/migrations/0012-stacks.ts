import type { Migration } from './migration.ts';

/** Comparison of pictures, from which stacks follow, and the user's choices. */
export const stacks: Migration = {
  version: 12,
  sql: `
    -- Computed from the thumbnail (photos/likeness.ts); a photo without a row was not compared yet.
    CREATE TABLE likenesses (
      photo_id INTEGER PRIMARY KEY REFERENCES photos ON DELETE CASCADE,
      bits BLOB CHECK (length(bits) = 32),
      sharpness REAL NOT NULL
    ) STRICT;

    -- The user's statements about stacks: the best shot of one, and a photo that belongs to none.
    CREATE TABLE stack_choices (
      photo_id INTEGER PRIMARY KEY REFERENCES photos ON DELETE CASCADE,
      choice TEXT NOT NULL CHECK (choice IN ('top', 'alone'))
    ) STRICT;
  `,
};
