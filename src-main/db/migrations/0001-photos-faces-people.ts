import type { Migration } from './migration.ts';

/**
 * The first schema. Ids are AUTOINCREMENT so that none is reused: pictures are cached by id, and a name must
 * never move to another face.
 */
export const photosFacesPeople: Migration = {
  version: 1,
  sql: `
    -- One row a distinct content. Width and height are of the upright photo; they and pipeline_version are
    -- null until it has been recognised.
    CREATE TABLE photos (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
      bytes INTEGER NOT NULL,
      width INTEGER,
      height INTEGER,
      orientation INTEGER NOT NULL DEFAULT 1 CHECK (orientation BETWEEN 1 AND 8),
      taken_at TEXT,
      pipeline_version INTEGER
    ) STRICT;
    CREATE INDEX photos_by_date ON photos (taken_at DESC, id DESC) WHERE pipeline_version IS NOT NULL;

    -- Where a photo lies or lay: several rows where the same content was found more than once, and where a
    -- file's content has changed since. Size and times are those seen when the content was hashed: a file that
    -- still has them still holds the photo, and is not read again.
    CREATE TABLE files (
      path TEXT NOT NULL,
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      bytes INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      changed_ms REAL NOT NULL,
      PRIMARY KEY (path, photo_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX files_by_photo ON files (photo_id);

    -- Box and landmarks are fractions of the upright photo's width and height. Landmarks: 68 x 2 float32.
    CREATE TABLE faces (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      x REAL NOT NULL,
      y REAL NOT NULL,
      width REAL NOT NULL,
      height REAL NOT NULL,
      landmarks BLOB NOT NULL CHECK (length(landmarks) = 544),
      score REAL NOT NULL,
      pipeline_version INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX faces_by_photo ON faces (photo_id);

    -- Pictures are kept apart from what is listed, so that listing never reads them.
    CREATE TABLE chips (
      face_id INTEGER PRIMARY KEY REFERENCES faces ON DELETE CASCADE,
      jpeg BLOB NOT NULL
    ) STRICT;
    CREATE TABLE thumbnails (
      photo_id INTEGER PRIMARY KEY REFERENCES photos ON DELETE CASCADE,
      jpeg BLOB NOT NULL
    ) STRICT;

    -- Embeddings: 128 float32, little-endian, unit length. Vectors of two models are never compared.
    CREATE TABLE vectors (
      face_id INTEGER NOT NULL REFERENCES faces ON DELETE CASCADE,
      model_id TEXT NOT NULL,
      pipeline_version INTEGER NOT NULL,
      vector BLOB NOT NULL CHECK (length(vector) = 512),
      PRIMARY KEY (model_id, face_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX vectors_by_face ON vectors (face_id);

    CREATE TABLE people (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL CHECK (name <> ''),
      -- The name without letter case: no two people have the same.
      name_key TEXT NOT NULL UNIQUE,
      created_at TEXT NOT NULL
    ) STRICT;

    -- Who a face is, because the user said so.
    CREATE TABLE labels (
      face_id INTEGER PRIMARY KEY REFERENCES faces ON DELETE CASCADE,
      person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
      source TEXT NOT NULL CHECK (source IN ('user')),
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX labels_by_person ON labels (person_id);

    -- Folders and files whose walk has not ended.
    CREATE TABLE scans (
      path TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;

    -- Work that outlives the process. A job that succeeds is deleted with the rows it made, in one
    -- transaction; one that fails stays with its reason.
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      subject INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      error_code TEXT,
      error_message TEXT,
      UNIQUE (kind, subject)
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (kind, state, id);

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
