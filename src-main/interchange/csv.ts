import { stringify } from 'csv-stringify/sync';
import type { Counts } from './json.ts';
import type { Snapshot } from './snapshot.ts';

const columns = [
  'photo',
  'sha256',
  'taken_at',
  'face',
  'x',
  'y',
  'width',
  'height',
  'person_id',
  'person',
  'confirmed',
  'dismissed',
  'quality',
] as const;

/**
 * A row by RFC 4180; text that a spreadsheet would take for a formula gets an apostrophe. Most programs end a
 * row at a line feed, so a cell with one is quoted.
 */
const line = (cells: readonly (string | number | null)[]): string =>
  stringify([[...cells]], { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });

/** One row per face, as a sequence of pieces, without faces of missing photos. */
export function* csvPieces(snapshot: Snapshot, counts: Counts): Generator<string> {
  yield line(columns);
  const there = [...snapshot.photos()].filter((photo) => !photo.missing);
  const photos = new Map(there.map((photo) => [photo.id, photo]));
  const people = new Map(snapshot.people().map((person) => [person.id, person]));
  counts.photos = photos.size;
  counts.people = people.size;
  for (const { id, photo, box, person, confirmed, dismissed, quality } of snapshot.faces(false)) {
    const lies = photos.get(photo);
    if (!lies) continue;
    const { path, sha256, takenAt } = lies;
    counts.faces++;
    const place = [box.x, box.y, box.width, box.height].map(rounded);
    const name = person === null ? null : (people.get(person)?.name ?? null);
    yield line([
      path,
      sha256,
      takenAt,
      id,
      ...place,
      person,
      name,
      Number(confirmed),
      Number(dismissed),
      quality === null ? null : rounded(quality),
    ]);
  }
}

const rounded = (value: number): number => Number(value.toFixed(6));
