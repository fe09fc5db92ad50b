import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReadableDb } from '../db/open.ts';
import { countVectors } from '../db/vectors.ts';
import { embeddingDimension } from '../common/vectors.ts';
import { toWireError } from '../contract/errors.ts';
import { embeddingModel } from '../faces/pipeline.ts';
import { listModels, verifyModel } from '../nn/models.ts';
import { inspectIndex } from '../search/face-index.ts';

export interface ModelHealth {
  id: string;
  source: string;
  licence: string;
  sha256: string;
  /** Null where the file is there and its checksum is right. */
  problem: string | null;
}

/** The state of every model that Familiar needs. */
export async function inspectModels(): Promise<ModelHealth[]> {
  return Promise.all(
    listModels().map(async ({ id, source, licence, sha256 }) => {
      const problem = await verifyModel(id).then(
        () => null,
        (error: unknown) => toWireError(error).message,
      );
      return { id, source: `${source.package} ${source.version}`, licence, sha256, problem };
    }),
  );
}

export interface StoreHealth {
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
