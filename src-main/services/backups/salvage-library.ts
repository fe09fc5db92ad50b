import { rmSync } from 'node:fs';
import { FamiliarError } from '../../contract/errors.ts';
import { countFacesWithout, insertEmbeddingJobs } from '../../db/embedding.ts';
import { insertJob } from '../../db/jobs.ts';
import { openForWriting, type ReadableDb, type WritableDb } from '../../db/open.ts';
import { openDamaged, salvage, type SavedTable } from '../../db/salvage.ts';
import { copyWithKeptSchema } from '../../db/schema-roots.ts';
import { activeModel } from '../model-session/active-model.ts';
import { recognitionJob } from '../imports/recognition-job.ts';
import { embeddingJob } from '../models/re-embed.ts';
import { replaceDatabase, type Restored } from './restore.ts';

export interface Salvaged extends Restored {
  /** Rows salvaged, by table. */
  saved: Record<string, SavedTable>;
}

/**
 * Makes a sound database from the readable part of a damaged one, which is moved aside. Missing work is queued: faces
 * without a vector are embedded, unrecognised photos are recognised. The caller holds the library's lock with the
 * database closed.
 * @param root directory of the library
 * @param database path of its database
 * @throws FamiliarError `library-damaged` where nothing can be read, `disk-full`, `library-unwritable`
 */
export function salvageLibrary(root: string, database: string): Salvaged {
  let saved: Salvaged['saved'] = {};
  const restored = replaceDatabase(root, database, (draft) => {
    const copy = `${draft}.schema`;
    const from = openSomehow(database, copy);
    try {
      const to = openForWriting(draft);
      try {
        saved = salvage(from, to);
        queueWhatIsLacking(to);
      } finally {
        to.close();
      }
    } finally {
      from.close();
      rmSync(copy, { force: true });
    }
  });
  return { ...restored, saved };
}

/**
 * @param copy path for a copy that can be read better
 */
function openSomehow(database: string, copy: string): ReadableDb {
  try {
    return openDamaged(database);
  } catch (cause) {
    if (copyWithKeptSchema(database, copy)) return openDamaged(copy);
    throw new FamiliarError('library-damaged', 'nothing of the database can be read', { cause });
  }
}

function queueWhatIsLacking(db: WritableDb): void {
  const model = activeModel(db);
  if (countFacesWithout(db, model) > 0) insertEmbeddingJobs(db, embeddingJob(model), model);
  const waiting = 'SELECT id FROM photos WHERE pipeline_version IS NULL';
  for (const id of db.prepare<[], number>(waiting).pluck().all()) insertJob(db, recognitionJob, id);
}
