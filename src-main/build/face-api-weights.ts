import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { elementCount, type FloatTensor } from '../nn/graph.ts';
import type { WeightSource } from '../nn/networks/kernels.ts';

/** Package that the weights come from; it says itself that they are under the MIT licence. */
export const sourcePackage = '@vladmandic/face-api';

/** TensorFlow.js's manifest of weights, as far as this package uses it. */
const weightsManifest = z.array(
  z.object({
    paths: z.array(z.string()),
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int()),
        dtype: z.enum(['float32', 'int32']),
        quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
      }),
    ),
  }),
);

const packageFile = createRequire(import.meta.url).resolve(`${sourcePackage}/package.json`);

/** Version and licence (SPDX) of the installed package. */
export async function readSourcePackage(): Promise<{ version: string; license: string }> {
  const fields = z.object({ version: z.string(), license: z.string() });
  return fields.parse(JSON.parse(await readFile(packageFile, 'utf8')));
}

/**
 * Reads a set of weights. Tensors lie one after another in the order of the manifest, either as float32 or
 * as one byte an element, which stands for `byte * scale + min`.
 * @param name such as `ssd_mobilenetv1_model`
 */
export async function readWeights(name: string): Promise<WeightSource> {
  const folder = join(dirname(packageFile), 'model');
  const manifestText = await readFile(join(folder, `${name}-weights_manifest.json`), 'utf8');
  const tensors = new Map<string, FloatTensor>();
  for (const group of weightsManifest.parse(JSON.parse(manifestText))) {
    const bytes = Buffer.concat(await Promise.all(group.paths.map((path) => readFile(join(folder, path)))));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      const count = elementCount(shape);
      const length = count * (quantization ? 1 : 4);
      const stored = bytes.subarray(offset, offset + length);
      offset += length;
      if (dtype !== 'float32') continue;
      const data = quantization
        ? Float32Array.from(stored, (byte) => byte * quantization.scale + quantization.min)
        : Float32Array.from({ length: count }, (_, i) => stored.readFloatLE(4 * i));
      tensors.set(name, { type: 'float32', dims: shape, data });
    }
    if (offset !== bytes.length) throw new Error(`${name}: ${bytes.length - offset} bytes are left over`);
  }
  return (tensorName) => {
    const tensor = tensors.get(tensorName);
    if (!tensor) throw new Error(`${name} holds no weight "${tensorName}"`);
    return tensor;
  };
}
