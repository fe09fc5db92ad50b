import { toWireError } from '../contract/errors.ts';
import { libraryLayout } from '../library/layout.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { inspectOwnModels, inspectStore, type StoreHealth } from '../services/model-session/health.ts';

/** The state of a library, read whole beside a writer; never rejects. */
export async function examineLibrary(path: string) {
  const { root } = libraryLayout(path);
  const result = { directory: root, present: true, problem: null as string | null };
  try {
    const { db } = lookIntoLibrary(path);
    try {
      const store = inspectStore(db, root);
      const ownModels = store.damage.length > 0 ? [] : await inspectOwnModels(db, root);
      return { ...result, store: store as StoreHealth | null, ownModels };
    } finally {
      db.close();
    }
  } catch (error) {
    const { code, message } = toWireError(error);
    const present = code !== 'not-found';
    return { ...result, present, problem: present ? message : null, store: null, ownModels: [] };
  }
}
