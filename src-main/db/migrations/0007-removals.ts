import type { Migration } from './migration.ts';

/** Removals, which can be undone until they are purged. */
export const removals: Migration = {
  version: 7,
  sql: `
    -- A removal that is in force: its photos and faces are out of sight, and nothing of them is deleted yet.
    CREATE TABLE removals (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (kind IN ('folder', 'missing', 'photos', 'person', 'faces')),
      -- Path of the folder, or name of the person.
      subject TEXT,
      made_at TEXT NOT NULL,
      -- JSON: ids of the photos and of the faces that were in sight before.
      photos TEXT NOT NULL,
      faces TEXT NOT NULL
    ) STRICT;

    -- The removal that keeps a photo or a face out of sight: neither counts as long as it is in force.
    ALTER TABLE photos ADD COLUMN removal INTEGER;
    CREATE INDEX photos_by_removal ON photos (removal) WHERE removal IS NOT NULL;
    ALTER TABLE faces ADD COLUMN removal INTEGER;
    CREATE INDEX faces_by_removal ON faces (removal) WHERE removal IS NOT NULL;

    -- Of single photos that were purged, the SHA-256 of each content and of the picture (see contents): the next look
    -- at their folder leaves them out.
    CREATE TABLE unwanted_photos (
      hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
    ) STRICT, WITHOUT ROWID;
  `,
};
