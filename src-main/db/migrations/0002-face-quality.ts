import type { Migration } from './migration.ts';

/** The quality of a face. Null in rows of pipelines without it. */
export const faceQuality: Migration = {
  version: 2,
  sql: `
    -- Estimated probability that a good photo of the same person is recognised beside the face.
    ALTER TABLE faces ADD COLUMN quality REAL CHECK (quality BETWEEN 0 AND 1);
    -- What takes most from it.
    ALTER TABLE faces ADD COLUMN weakness TEXT
      CHECK (weakness IN ('too-small', 'blurred', 'turned-away', 'unsure'));
    -- Of what quality is made of, the part that cannot be had from landmarks and score. In decibels.
    ALTER TABLE faces ADD COLUMN sharpness REAL;
  `,
};
