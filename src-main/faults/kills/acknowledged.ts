import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ReadableDb } from '../../db/open.ts';

/** A line that a worker writes before it asks for something that changes what the user said, and one after. */
export type Line = { begun: number; becoming?: string } | { done: number; words: string } | { ready: string };

/** Written at once: what a process has written so is there when it is killed. */
export const tell = (file: string, line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`);

export const linesOf = (file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((text) => text.endsWith('}'))
        .map((text) => JSON.parse(text) as Line)
    : [];

/** What the user has said of people and faces, as a checksum: names, labels, and all that an edit can change of them. */
export function wordsOf(db: ReadableDb): string {
  const hash = createHash('sha256');
  const tables = {
    people: 'id, name, cover_face_id, hidden, distance',
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
