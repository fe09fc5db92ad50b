import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '../../common/elements.ts';
import { listDamage } from '../../db/damage.ts';
import { openForReading, type ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { libraryLayout } from '../../library/layout.ts';
import { openLibrary } from '../../library/open.ts';
import { activeModel, indexFile } from '../../services/model-session/active-model.ts';
import { FaceSearch } from '../../services/model-session/face-search.ts';
import { quickRecogniser } from '../quick-recogniser.ts';
import { type Line, wordsOf } from './acknowledged.ts';

export interface Found {
  /** Violated invariants. */
  problems: string[];
  /** Checksum of the user's data after the kill. */
  words: string;
}

const call = { signal: new AbortController().signal };

/**
 * Opens a library after its process was killed, and checks all invariants.
 * @param album folder of its photos
 * @param before {@link wordsOf} the library before that process
 * @param lines log of the process
 */
export async function inspectKilled(
  directory: string,
  album: string,
  before: string,
  lines: Line[],
): Promise<Found> {
  const problems: string[] = [];
  const library = await openLibrary(directory, { device: 'cpu', recogniser: quickRecogniser() });
  const { root, database } = libraryLayout(directory);
  const db = openForReading(database);
  try {
    problems.push(...listDamage(db));
    const words = wordsOf(db);
    const thereAndBack = async (there: 'edits.undo' | 'edits.redo', back: 'edits.undo' | 'edits.redo') => {
      const { edit } = await library.handlers[there]({}, call);
      const then = wordsOf(db);
      if (edit) await library.handlers[back]({}, call);
      if (wordsOf(db) !== words) problems.push(`${there} and ${back} do not come back to the same`);
      return then;
    };
    const redone = await thereAndBack('edits.redo', 'edits.undo');
    const undone = await thereAndBack('edits.undo', 'edits.redo');
    problems.push(...lostWords(before, lines, words, [undone, redone]));
    const { people } = await library.handlers['people.list']({ distance: 0.33, minFaces: 1 }, call);
    if (people.length === 0) problems.push('there is nobody any more');
    problems.push(...indexProblems(db, root), ...unembedded(db), ...twice(db));
    return { problems, words };
  } finally {
    db.close();
    await library.close();
    problems.push(...strayFiles(root, album));
  }
}

/**
 * Checks that acknowledged changes are present. An unacknowledged change may be present or not: either undo
 * or redo leads to the acknowledged state, or the state is the intended one.
 * @param near states reached by undo and redo
 */
function lostWords(before: string, lines: Line[], words: string, near: string[]): string[] {
  const done = lines.findLast((line) => 'done' in line);
  const acknowledged = done?.words ?? before;
  if (words === acknowledged) return [];
  const last = lines.findLast((line) => 'begun' in line || 'done' in line);
  const hasBegun = last !== undefined && 'begun' in last;
  if (hasBegun && (last.becoming === words || near.includes(acknowledged))) return [];
  return [`what the user said is lost: ${acknowledged} was acknowledged, ${words} is there`];
}

function indexProblems(db: ReadableDb, root: string): string[] {
  const model = activeModel(db);
  const index = new FaceSearch(db, model, indexFile(root, model)).catchUp();
  const stored = db
    .prepare<[string], number>('SELECT face_id FROM vectors WHERE model_id = ?')
    .pluck()
    .all(model);
  const inIndex = [...index.sample(1)];
  if (inIndex.length !== stored.length) return [`the index has ${inIndex.length} faces of ${stored.length}`];
  const vectors = new Map(getVectors(db, model, stored).map(({ faceId, vector }) => [faceId, vector]));
  const differs = inIndex.some(
    ({ faceId, vector }) => vectors.get(faceId)?.some((value, i) => value !== vector[i]) ?? true,
  );
  return differs ? ['the index has other vectors than the database'] : [];
}

/** Every face has a vector of the model in force, or a job for one. */
function unembedded(db: ReadableDb): string[] {
  const model = activeModel(db);
  const sql = `SELECT count(*) FROM faces
    WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE face_id = faces.id AND model_id = ?)
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind = ? AND subject = photo_id)`;
  const count = required(db.prepare<[string, string], number>(sql).pluck().get(model, `embed:${model}`));
  return count > 0 ? [`${count} faces have no vector of the model in force, and wait for none`] : [];
}

/** Every picture has one photo. */
function twice(db: ReadableDb): string[] {
  const sql = `SELECT count(*) FROM (SELECT image FROM photos
    WHERE image IS NOT NULL AND pipeline_version IS NOT NULL GROUP BY image HAVING count(*) > 1)`;
  const count = required(db.prepare<[], number>(sql).pluck().get());
  return count > 0 ? [`${count} pictures are two photos`] : [];
}

const known: Record<string, RegExp> = {
  '': /^(library\.sqlite(-wal|-shm|\.roots)?|lock\.sqlite(-journal)?|index|logs|models|backups|received|drafts\.txt)$/,
  backups: /^\d{4,}-[a-z-]+-\d{4}-\d\d-\d\d\.sqlite(-wal|-shm)?$/,
  index: /^[a-z0-9-]+\.(hnsw|hnsw\.json|groups|graph)$/,
  logs: /^engine(\.old)?\.log$/,
  models: /^[a-z0-9-]+$/,
};

/** Files that do not belong to Familiar. */
function strayFiles(root: string, album: string): string[] {
  const strays = Object.entries(known).flatMap(([folder, names]) =>
    entriesOf(join(root, folder))
      .filter((name) => !names.test(name))
      .map((name) => join(folder, name)),
  );
  const beside = [album, join(album, 'moved')].flatMap(entriesOf).filter((name) => name.startsWith('.'));
  return [...strays, ...beside].map((name) => `a stray file: ${name}`);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
