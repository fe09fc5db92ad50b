import { z } from 'zod';
import { elementCount, type FloatTensor } from '../nn/graph.ts';
import type { WeightSource } from '../nn/networks/kernels.ts';

/** The used part of TensorFlow.js's weights manifest. */
export const weightsManifest = z.array(
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

/**
 * Tensors of a set of weights, concatenated in the order of the manifest, as float32 or quantised to one byte
 * an element (`byte * scale + min`).
 * @param set name of the set, for errors
 * @param bytes all files of the manifest, concatenated
 */
export function tfjsWeights(
  set: string,
  manifest: z.infer<typeof weightsManifest>,
  bytes: Buffer,
): WeightSource {
  const tensors = new Map<string, FloatTensor>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of manifest.flatMap(({ weights }) => weights)) {
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
  if (offset !== bytes.length) throw new Error(`${set}: ${bytes.length - offset} bytes are left over`);
  return (tensorName) => {
    const tensor = tensors.get(tensorName);
    if (!tensor) throw new Error(`${set} holds no weight "${tensorName}"`);
    return tensor;
  };
}
