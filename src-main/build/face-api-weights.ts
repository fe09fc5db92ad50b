import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { WeightSource } from '../nn/networks/kernels.ts';
import { tfjsWeights, weightsManifest } from './tfjs-weights.ts';

/** Package of the weights, under the MIT licence by its own statement. */
const sourcePackage = '@vladmandic/face-api';

const packageFile = createRequire(import.meta.url).resolve(`${sourcePackage}/package.json`);

/** Version and licence (SPDX) of the installed package, for a model's manifest. */
export async function faceApiSource(weights: string) {
  const fields = z.object({ version: z.string(), license: z.string() });
  const { version, license } = fields.parse(JSON.parse(await readFile(packageFile, 'utf8')));
  return { package: sourcePackage, version, weights, licence: license };
}

/**
 * Reads a set of weights.
 * @param name such as `ssd_mobilenetv1_model`
 */
export async function readWeights(name: string): Promise<WeightSource> {
  const folder = join(dirname(packageFile), 'model');
  const text = await readFile(join(folder, `${name}-weights_manifest.json`), 'utf8');
  const manifest = weightsManifest.parse(JSON.parse(text));
  const paths = manifest.flatMap((group) => group.paths);
  const bytes = Buffer.concat(await Promise.all(paths.map((path) => readFile(join(folder, path)))));
  return tfjsWeights(name, manifest, bytes);
}
