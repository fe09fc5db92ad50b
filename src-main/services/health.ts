import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReadableDb } from '../db/open.ts';
import { countVectors } from '../db/vectors.ts';
import { embeddingDimension } from '../common/vectors.ts';
import { toWireError } from '../contract/errors.ts';
import { embeddingModel, pipelineModels } from '../faces/recognised.ts';
import { verifyModel } from '../nn/models.ts';
import { inspectIndex } from '../search/face-index.ts';

export interface ModelHealth {
  id: string;
  /** Package and version that the weights come from, licence and checksum; null where none can be read. */
  manifest: { source: string; licence: string; sha256: string } | null;
  /** Null where the file is there and its checksum is right. */
  problem: string | null;
}

/** The state of every model that recognition runs. */
export function inspectModels(): Promise<ModelHealth[]> {
  return Promise.all(
    Object.values(pipelineModels).map(async (id) => {
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

export interface StoreHealth {
  /** Version of SQLite. */
  sqlite: string;
  schema: number;
  /** SQLite's own words; `ok` where it found nothing wrong. */
  integrity: string;
  vectors: number;
  index: { health: string; faces: number; behind: number };
}

/** The state of a library's database and of the index beside it. */
export function inspectStore(db: ReadableDb, indexFile: string): StoreHealth {
  const vectors = countVectors(db, embeddingModel);
  const index = inspectIndex(indexFile, { modelId: embeddingModel, dimension: embeddingDimension });
  return {
    sqlite: db.prepare<[], string>('SELECT sqlite_version()').pluck().get()!,
    schema: db.pragma('user_version', { simple: true }) as number,
    integrity: db.pragma('quick_check', { simple: true }) as string,
    vectors,
    index: { ...index, behind: vectors - index.faces },
  };
}

export interface OptionalPackage {
  name: string;
  present: boolean;
  purpose: string;
}

/** Packages that Familiar uses where they are there and does without where they are not. */
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
