import type { Migration } from './migration.ts';

/** Training runs, and the faces frozen for them. */
export const trainingRuns: Migration = {
  version: 5,
  sql: `
    CREATE TABLE training_runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- ISO 8601, UTC.
      started_at TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('importing', 'preparing', 'training', 'paused', 'evaluating', 'done', 'stopped', 'failed')),
      scope TEXT NOT NULL CHECK (scope IN ('head', 'block', 'full')),
      seed INTEGER NOT NULL,
      -- JSON: all else that decides what comes of the same faces.
      settings TEXT NOT NULL,
      base_model TEXT NOT NULL,
      -- Null until there is one; it may since have been removed.
      candidate_model TEXT,
      decision TEXT CHECK (decision IN ('used', 'kept-old')),
      -- Labelled people and faces that it was trained on.
      people INTEGER NOT NULL DEFAULT 0,
      faces INTEGER NOT NULL DEFAULT 0,
      steps INTEGER NOT NULL DEFAULT 0,
      -- What trained it: wasm, webgpu, cuda.
      backend TEXT,
      -- Of training_faces, in hexadecimal; null until they are frozen.
      snapshot_hash TEXT CHECK (length(snapshot_hash) = 64),
      base_val REAL CHECK (base_val BETWEEN 0 AND 1),
      -- JSON: points of the curve, the comparison with the base, the pairs that it judges otherwise.
      curve TEXT NOT NULL DEFAULT '[]',
      report TEXT,
      changed TEXT,
      error_code TEXT,
      error_message TEXT,
      seconds REAL NOT NULL DEFAULT 0
    ) STRICT;

    -- The faces of a run as they were frozen. Face and person may since have gone: what a run was trained on stays.
    CREATE TABLE training_faces (
      run_id INTEGER NOT NULL REFERENCES training_runs ON DELETE CASCADE,
      face_id INTEGER NOT NULL,
      photo_hash BLOB NOT NULL CHECK (length(photo_hash) = 32),
      -- Whose it was, by the id under which people are shown: p12 for somebody named, c40 for a nameless group of
      -- faces; null for a face in no group.
      person TEXT,
      role TEXT NOT NULL CHECK (role IN ('train', 'validation', 'held-out', 'stranger', 'library')),
      PRIMARY KEY (run_id, face_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
