import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { elementAt, required } from '../../common/elements.ts';
import { listDamage } from '../../db/damage.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listModels } from '../../db/models.ts';
import { countVectors } from '../../db/vectors.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { toWireError } from '../../contract/errors.ts';
import { builtInEmbedders } from '../../faces/embed/embedder.ts';
import { embeddingModel, pipelineModels } from '../../faces/recognised.ts';
import { isBuilt, verifyModel } from '../../nn/models.ts';
import { describeSource, readOwnModel } from '../../nn/own-models.ts';
import { inspectIndex } from '../../vector-index/face-index.ts';
import { activeModel, betterModel, draftFolder, indexFile, modelFolder } from './active-model.ts';
import { FaceSearch } from './face-search.ts';

export interface ModelHealth {
  id: string;
  /**
   * Package and version of the weights, or the user's file; its licence, where known, and checksum. Null where the
   * manifest cannot be read.
   */
  manifest: { source: string; licence: string | null; sha256: string } | null;
  /** Null where the file is present and its checksum is right. */
  problem: string | null;
}

/** The state of every model that recognition uses. */
export function inspectModels(): Promise<ModelHealth[]> {
  const embedders = builtInEmbedders.map(({ id }) => id).filter((id) => id === embeddingModel || isBuilt(id));
  const wanted = [...Object.values(pipelineModels), ...embedders];
  return Promise.all(
    wanted.map(async (id) => {
      try {
        const { source, sha256 } = (await verifyModel(id)).manifest;
        const manifest = { source: `${source.package} ${source.version}`, licence: source.licence, sha256 };
        return { id, manifest, problem: null };
      } catch (error) {
        return { id, manifest: null, problem: toWireError(error).message };
      }
    }),
  );
}

/**
 * The state of every model that the user added.
 * @param root directory of the library
 */
export function inspectOwnModels(db: ReadableDb, root: string): Promise<ModelHealth[]> {
  return Promise.all(
    listModels(db).map(async ({ id }) => {
      const folders = [modelFolder(root, id), draftFolder(root, id)];
      try {
        const { manifest } = await readOwnModel(
          folders.find((folder) => existsSync(folder)) ?? elementAt(folders, 0),
        );
        const { source, sha256 } = manifest;
        return { id, manifest: { source: describeSource(source), licence: null, sha256 }, problem: null };
      } catch (error) {
        return { id, manifest: null, problem: toWireError(error).message };
      }
    }),
  );
}

export interface StoreHealth {
  /** Version of SQLite. */
  sqlite: string;
  schema: number;
  /** Faults found in the database, in words; empty where there are none. */
  damage: string[];
  /** The first of these; `ok` where there are none. */
  integrity: string;
  /** Id of the model in force. */
  model: string;
  /** Id of a better model that comes with Familiar; null where there is none. */
  better: string | null;
  /** Vectors of that model. */
  vectors: number;
  index: { health: string; faces: number; behind: number };
}

/**
 * The state of a library's database and of the index beside it.
 * @param root directory of the library
 */
export function inspectStore(db: ReadableDb, root: string): StoreHealth {
  const damage = listDamage(db);
  const facts = {
    sqlite: required(db.prepare<[], string>('SELECT sqlite_version()').pluck().get()),
    schema: db.pragma('user_version', { simple: true }) as number,
    damage,
    integrity: damage[0] ?? 'ok',
    better: betterModel(db),
  };
  const modelId = activeModel(db);
  if (damage.length > 0) {
    return { ...facts, model: modelId, vectors: 0, index: { health: 'not looked at', faces: 0, behind: 0 } };
  }
  const vectors = countVectors(db, modelId);
  const file = indexFile(root, modelId);
  const { health, faces } = inspectIndex(file, { modelId, dimension: embeddingDimension });
  const isOther = health === 'good' && !new FaceSearch(db, modelId, file).isSound(faces);
  const index = isOther ? { health: 'of other faces', faces: 0 } : { health, faces };
  return { ...facts, model: modelId, vectors, index: { ...index, behind: vectors - index.faces } };
}

export interface OptionalPackage {
  name: string;
  present: boolean;
  purpose: string;
}

/** Optional packages: Familiar works without them. */
export function inspectOptionalPackages(): OptionalPackage[] {
  const require = createRequire(import.meta.url);
  const resolves = (name: string) => {
    try {
      return existsSync(require.resolve(name));
    } catch {
      return false;
    }
  };
  return [
    {
      name: '@tensorflow/tfjs-node-gpu',
      present: resolves('@tensorflow/tfjs-node-gpu'),
      purpose: 'training on an NVIDIA GPU with CUDA; its absence is normal',
    },
  ];
}
