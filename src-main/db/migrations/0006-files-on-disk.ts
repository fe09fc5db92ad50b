import type { Migration } from './migration.ts';

/** Imported folders, the presence of files, and the identity of pictures across contents of files. */
export const filesOnDisk: Migration = {
  version: 6,
  sql: `
    -- Folders that the user imported. They are looked at again.
    CREATE TABLE folders (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- Absolute.
      path TEXT NOT NULL UNIQUE,
      -- ISO 8601, UTC. looked_at: when the folder was last walked to its end; null before the first time.
      added_at TEXT NOT NULL,
      looked_at TEXT,
      state TEXT NOT NULL DEFAULT 'online' CHECK (state IN ('online', 'offline', 'unreadable')),
      -- The operating system's number of the file system that the folder is on; null before the first walk.
      device TEXT,
      watched INTEGER NOT NULL DEFAULT 1 CHECK (watched IN (0, 1)),
      follow_links INTEGER NOT NULL DEFAULT 0 CHECK (follow_links IN (0, 1)),
      -- JSON: globs of what is left out of this folder, beside those of the library.
      excluded TEXT NOT NULL DEFAULT '[]'
    ) STRICT;

    -- Every content, by the SHA-256 of its bytes, that a photo's files have had. A program that writes into the
    -- metadata of a photo makes another content of the same picture.
    CREATE TABLE contents (
      hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      -- SHA-256 of the picture without metadata (photos/image-identity.ts); null where it is not known.
      image BLOB CHECK (length(image) = 32)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX contents_by_photo ON contents (photo_id);
    CREATE INDEX contents_by_image ON contents (image) WHERE image IS NOT NULL;
    INSERT INTO contents (hash, photo_id) SELECT hash, id FROM photos;

    -- The picture whose faces are stored: an image of contents.
    ALTER TABLE photos ADD COLUMN image BLOB CHECK (length(image) = 32);
    -- Why no file holds the photo any more; null while one does, also where that is on a disk that is not there.
    ALTER TABLE photos ADD COLUMN gone TEXT CHECK (gone IN ('missing', 'replaced', 'left-out'));
    -- ISO 8601, UTC.
    ALTER TABLE photos ADD COLUMN gone_since TEXT;
    CREATE INDEX photos_gone ON photos (id) WHERE gone IS NOT NULL;

    -- Why a face does not count: its photo is gone, or the picture was cropped or changed so that it is not in it.
    ALTER TABLE faces ADD COLUMN absent TEXT CHECK (absent IN ('photo', 'picture'));
    CREATE INDEX faces_absent ON faces (id) WHERE absent IS NOT NULL;

    ALTER TABLE files RENAME TO files_before;
    DROP INDEX files_by_photo;
    -- Where a photo lies, or lay. Size and times are those seen when the content was hashed: a file that still has
    -- them still holds the photo, and is not read again.
    CREATE TABLE files (
      path TEXT NOT NULL,
      -- The path up to the file's name, with the last separator.
      folder TEXT NOT NULL,
      photo_id INTEGER NOT NULL REFERENCES photos ON DELETE CASCADE,
      bytes INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      changed_ms REAL NOT NULL,
      -- Null while the file is there. missing: no file has this path; replaced: one with another picture;
      -- left-out: the rules of what is imported do not let it in any more.
      gone TEXT CHECK (gone IN ('missing', 'replaced', 'left-out')),
      PRIMARY KEY (path, photo_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO files (path, folder, photo_id, bytes, modified_ms, changed_ms)
      SELECT path,
        rtrim(path, replace(CASE WHEN path LIKE '/%' THEN path ELSE replace(path, '\\', '') END, '/', '')),
        photo_id, bytes, modified_ms, changed_ms
      FROM files_before;
    DROP TABLE files_before;
    CREATE INDEX files_by_photo ON files (photo_id);
    CREATE INDEX files_by_folder ON files (folder);
  `,
};
