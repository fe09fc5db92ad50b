import type { Migration } from './migration.ts';

/** Films beside the photos, and the moments of their faces. */
export const films: Migration = {
  version: 13,
  sql: `
    -- A film is a row of photos: it has files, a date, a thumbnail and faces as a photo has.
    ALTER TABLE photos ADD COLUMN film INTEGER NOT NULL DEFAULT 0 CHECK (film IN (0, 1));
    -- Duration of a film; null for a photo, and until the film has been looked at.
    ALTER TABLE photos ADD COLUMN seconds REAL;
    CREATE INDEX photos_films ON photos (id) WHERE film = 1;
    -- Seconds from the start of the film, and the track of the face in it; null in a photo.
    ALTER TABLE faces ADD COLUMN moment REAL;
    ALTER TABLE faces ADD COLUMN track INTEGER;
    CREATE INDEX faces_in_films ON faces (id) WHERE moment IS NOT NULL;
    -- A job that waits for all others of its kind: the films of an import come after its photos.
    ALTER TABLE jobs ADD COLUMN later INTEGER NOT NULL DEFAULT 0 CHECK (later IN (0, 1));
  `,
};
