import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ReadableDb } from '../../db/open.ts';

/** Log lines of a worker, before and after each request that changes the user's data. */
export type Line =
  { begun: number; becoming?: string | undefined } | { done: number; words: string } | { ready: string };

/** Written synchronously, so that the line survives a kill. */
export const tell = (file: string, line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`);

export const linesOf = (file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((text) => text.endsWith('}'))
        .map((text) => JSON.parse(text) as Line)
    : [];

/** Checksum of the user's data on people and faces: names, labels, and everything else that edits change. */
export function wordsOf(db: ReadableDb): string {
  const hash = createHash('sha256');
  const tables = {
    people: 'id, name, cover_face_id, hidden, distance, favourite, birth',
    labels: 'face_id, person_id',
    rejections: 'face_id, person_id',
    apart: 'face_a, face_b',
  };
  for (const [table, columns] of Object.entries(tables)) {
    const rows = db.prepare(`SELECT ${columns} FROM ${table} ORDER BY ${columns}`).raw().all();
    hash.update(`${table} ${JSON.stringify(rows)}\n`);
  }
  hash.update(JSON.stringify(db.prepare('SELECT id FROM faces WHERE dismissed = 1 ORDER BY id').raw().all()));
  return hash.digest('hex').slice(0, 16);
}
