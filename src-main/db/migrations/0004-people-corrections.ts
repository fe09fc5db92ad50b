import type { Migration } from './migration.ts';

/** Corrections of people and faces beyond names, and their history. */
export const peopleCorrections: Migration = {
  version: 4,
  sql: `
    -- A person without a name is one that the user has put together, split off or hidden, but not named.
    CREATE TABLE people_next (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT CHECK (name <> ''),
      -- The name without letter case: no two people have the same.
      name_key TEXT UNIQUE,
      created_at TEXT NOT NULL,
      -- Face that the user chose to stand for the person.
      cover_face_id INTEGER REFERENCES faces ON DELETE SET NULL,
      hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
      -- Own distance of this person, in distances of the model that comes with Familiar.
      distance REAL CHECK (distance BETWEEN 0 AND 2)
    ) STRICT;
    INSERT INTO people_next (id, name, name_key, created_at) SELECT id, name, name_key, created_at FROM people;
    -- An id that was given once is never given again, also where its person has gone.
    DELETE FROM sqlite_sequence WHERE name = 'people_next';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'people_next', seq FROM sqlite_sequence WHERE name = 'people';
    DROP TABLE people;
    ALTER TABLE people_next RENAME TO people;
    CREATE INDEX people_by_cover ON people (cover_face_id) WHERE cover_face_id IS NOT NULL;

    -- The face is not this person, because the user said so.
    CREATE TABLE rejections (
      face_id INTEGER NOT NULL REFERENCES faces ON DELETE CASCADE,
      person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
      PRIMARY KEY (face_id, person_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX rejections_by_person ON rejections (person_id);

    -- These two faces are not the same person, because the user said so; for faces that have no label.
    CREATE TABLE apart (
      face_a INTEGER NOT NULL REFERENCES faces ON DELETE CASCADE,
      face_b INTEGER NOT NULL REFERENCES faces ON DELETE CASCADE,
      PRIMARY KEY (face_a, face_b),
      CHECK (face_a < face_b)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX apart_by_second ON apart (face_b);

    -- Not a face: never listed, counted or grouped again.
    ALTER TABLE faces ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1));
    CREATE INDEX faces_dismissed ON faces (id) WHERE dismissed = 1;
    ALTER TABLE faces ADD COLUMN origin TEXT NOT NULL DEFAULT 'found' CHECK (origin IN ('found', 'drawn'));

    -- Names read from a photo's metadata, or of unconfirmed faces in an exported file; nobody has confirmed them.
    CREATE TABLE proposals (
      face_id INTEGER PRIMARY KEY REFERENCES faces ON DELETE CASCADE,
      name TEXT NOT NULL,
      source TEXT NOT NULL
    ) STRICT;

    -- What the user did, in order. Summary: JSON for a readable history; changes: JSON, each touched row as it
    -- was before and after.
    CREATE TABLE edits (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      made_at TEXT NOT NULL,
      kind TEXT NOT NULL,
      summary TEXT NOT NULL,
      changes TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
    ) STRICT;
  `,
};
