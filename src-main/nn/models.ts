import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checksum } from '../common/checksum.ts';
import { FamiliarError } from '../contract/errors.ts';
import { calibrationPoint } from '../contract/models.ts';

/** A file's checksum as manifests have it. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const modelId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

const valueInfo = z.object({
  name: z.string(),
  type: z.enum(['float32', 'uint8', 'int64']),
  /** A string stands for a dimension that is known only when the network runs. */
  shape: z.array(z.union([z.number().int().positive(), z.string()])),
});

/** Pixels; a string where the network takes inputs of any size. */
const side = z.union([z.number().int().positive(), z.string()]);

/** The manifest beside `model.onnx`: the model's origin and its interface. */
export const modelManifest = z.object({
  id: modelId,
  kind: z.enum(['detector', 'landmarks', 'embedder']),
  source: z.object({
    /** npm package that the weights come from. */
    package: z.string(),
    version: z.string(),
    /** Name of the weights in that package. */
    weights: z.string(),
    /** SPDX identifier. */
    licence: z.string(),
    /** Checksum of what a model takes besides the packages' weights, such as a projection that was fitted. */
    fitted: sha256.optional(),
  }),
  /** Version of the code that made the graph; another one builds the model anew. */
  builder: z.number().int(),
  /** Lower-case hexadecimal SHA-256 of `model.onnx`. */
  sha256,
  /** Upright RGB pixels, rows from the top. */
  input: valueInfo.extend({
    type: z.literal('uint8'),
    shape: z.tuple([z.string(), side, side, z.literal(3)]),
    /**
     * Normalisation that the graph itself applies, `(pixel - mean) / divisor`; callers pass 0 to 255. Absent where it
     * does not do the same in all of its parts.
     */
    normalisation: z
      .object({ mean: z.tuple([z.number(), z.number(), z.number()]), divisor: z.number() })
      .optional(),
  }),
  outputs: z.array(valueInfo).min(1),
  /** Length of an embedder's vectors. */
  dimension: z.number().int().positive().optional(),
  /**
   * For an embedder: the distance up to which a false-accept rate is kept, by falling rate, as
   * `familiar evaluate calibration` measures it.
   */
  calibration: z.array(calibrationPoint).optional(),
});
export type ModelManifest = z.infer<typeof modelManifest>;

/** A model whose file is the one that the manifest describes. */
export interface VerifiedModel {
  manifest: ModelManifest;
  /** Content of `model.onnx`. */
  onnx: Uint8Array;
}

/** Folder that holds `src-main` or `dist`; in a packaged app that is `resources/app.asar`. */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Folder with one folder a model: FAMILIAR_MODELS_DIR where it is set; beside the code in a packaged app
 * (Electron's `resources/models`); `resources/models` of the project otherwise.
 */
export function modelsDirectory(): string {
  const override = process.env.FAMILIAR_MODELS_DIR;
  if (override) return override;
  // Worker threads of a packaged app do not have resourcesPath, but know that they run from its archive.
  const { resourcesPath } = process as { resourcesPath?: string };
  const resources = resourcesPath ?? (root.endsWith('.asar') ? dirname(root) : undefined);
  const packaged = resources && join(resources, 'models');
  return packaged && existsSync(packaged) ? packaged : join(root, 'resources', 'models');
}

/** Tells whether a model was built. A model whose weights could not be fetched was not. */
export const isBuilt = (id: string): boolean => existsSync(join(modelsDirectory(), id, 'manifest.json'));

/** @throws FamiliarError `model-missing`, or `model-damaged` where the manifest cannot be read as one */
export async function loadManifest(id: string): Promise<ModelManifest> {
  const text = await readModelFile(id, 'manifest.json');
  try {
    return modelManifest.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw new FamiliarError('model-damaged', `the manifest of model ${id} is not valid`, { cause });
  }
}

/**
 * Reads a model and checks it against its manifest.
 * @throws FamiliarError `model-missing` or `model-damaged`
 */
export async function verifyModel(id: string): Promise<VerifiedModel> {
  const manifest = await loadManifest(id);
  const onnx = await readModelFile(id, 'model.onnx');
  requireChecksum(onnx, manifest, `model ${id}`);
  return { manifest, onnx };
}

/**
 * @param model the model's name in messages
 * @throws FamiliarError `model-damaged` where the file is not the one that its manifest describes
 */
export function requireChecksum(onnx: Uint8Array, { sha256 }: { sha256: string }, model: string): void {
  if (checksum(onnx) === sha256) return;
  throw new FamiliarError('model-damaged', `the checksum of ${model} differs from its manifest`);
}

async function readModelFile(id: string, name: string): Promise<Buffer> {
  const path = join(modelsDirectory(), modelId.parse(id), name);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new FamiliarError('model-missing', `model ${id} cannot be read: ${path}`, { cause });
  }
}
