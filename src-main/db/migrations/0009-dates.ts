import type { Migration } from './migration.ts';

/** Source of a photo's date, its sort key, and its place. */
export const dates: Migration = {
  version: 9,
  sql: `
    -- taken_at is as much of the date as is known from now on: 1965, 1965-07, 1965-07-04, or to the second.
    -- Where it comes from: exif, xmp, iptc, sidecar, gps, name or user; null where it has not been looked for so.
    -- What the user says stays, also that there is none.
    ALTER TABLE photos ADD COLUMN taken_from TEXT;
    -- Minutes by which the clock of taken_at is ahead of UTC; null where nobody wrote it.
    ALTER TABLE photos ADD COLUMN taken_offset INTEGER;
    -- Seconds since 1970, UTC, by which photos are ordered; null without a date.
    ALTER TABLE photos ADD COLUMN taken_order REAL;
    UPDATE photos SET taken_order = CAST(strftime('%s', taken_at) AS REAL) WHERE taken_at IS NOT NULL;
    CREATE INDEX photos_by_order ON photos (taken_order);
    -- In degrees; null where it is not known.
    ALTER TABLE photos ADD COLUMN latitude REAL CHECK (latitude BETWEEN -90 AND 90);
    ALTER TABLE photos ADD COLUMN longitude REAL CHECK (longitude BETWEEN -180 AND 180);

    -- Names that were declined before there was a table for them.
    INSERT OR IGNORE INTO declined_names (photo_id, name_key)
      SELECT faces.photo_id, lower(json_extract(change.value, '$.before.name'))
      FROM edits, json_each(edits.changes) AS change
      JOIN faces ON faces.id = json_extract(change.value, '$.before.face_id')
      WHERE edits.kind = 'declined' AND edits.undone = 0 AND json_extract(change.value, '$.table') = 'proposals';
  `,
};
