import { existsSync } from 'node:fs';
import { countFacesWithout, insertEmbeddingJobs } from '../../db/embedding.ts';
import { openForWriting } from '../../db/open.ts';
import { builtInEmbedder, builtInEmbedderOf } from '../../faces/embed/embedder.ts';
import { activeModel, forgetOwnModels, modelFolder } from '../model-session/active-model.ts';
import { embeddingJob } from '../models/re-embed.ts';

/**
 * If the files of a database's model are missing, puts dlib's model in force, which always exists; faces without a
 * vector of it are embedded at the next start.
 * @param root directory of the library
 * @param file the database, which nobody else has open
 */
export function requireModels(root: string, file: string): void {
  const db = openForWriting(file);
  try {
    const id = activeModel(db);
    if (!builtInEmbedderOf(id) && !existsSync(modelFolder(root, id))) {
      forgetOwnModels(db);
      if (countFacesWithout(db, builtInEmbedder.id) > 0) {
        insertEmbeddingJobs(db, embeddingJob(builtInEmbedder.id), builtInEmbedder.id);
      }
    }
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}
