import type { ReadableDb } from './open.ts';
import { sqliteCode } from './errors.ts';

/** Maximum number of reported problems of one kind. */
const mostReported = 10;

/** Invariants of every library, as queries for rows that violate them. */
const invariants: Record<string, string> = {
  'a person has no name but a key for one, or the other way round':
    'SELECT 1 FROM people WHERE (name IS NULL) <> (name_key IS NULL)',
  'a photo that was recognised has no size':
    'SELECT 1 FROM photos WHERE pipeline_version IS NOT NULL AND (width IS NULL OR height IS NULL)',
  'a photo that was not recognised waits for nothing': `SELECT 1 FROM photos WHERE pipeline_version IS NULL
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind = 'recognise' AND subject = photos.id)`,
  'a face has no vector':
    'SELECT 1 FROM faces WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE face_id = faces.id)',
};

/**
 * Lists problems of a library's database, in words. Reads every page.
 * @returns an empty list for a sound database
 */
export function listDamage(db: ReadableDb): string[] {
  try {
    const pages = db.pragma(`integrity_check(${mostReported})`) as { integrity_check: string }[];
    const found = pages.map((row) => row.integrity_check).filter((words) => words !== 'ok');
    if (found.length > 0) return found;
    return [...listDangling(db), ...listBroken(db)];
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    return [(error as Error).message];
  }
}

function listDangling(db: ReadableDb): string[] {
  const rows = db.pragma('foreign_key_check') as { table: string; parent: string }[];
  const pairs = new Set(rows.map(({ table, parent }) => `${table} has rows of ${parent} that are gone`));
  return [...pairs];
}

function listBroken(db: ReadableDb): string[] {
  return Object.entries(invariants)
    .filter(([, sql]) => db.prepare(`${sql} LIMIT 1`).get() !== undefined)
    .map(([words]) => words);
}
