import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerMaxPoolGradient } from './wasm-kernels/max-pool-gradient.ts';

/** The CPU, by WebAssembly. Its binaries lie beside the package's entry. */
export async function openWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  if (!tf.findBackend('wasm')) setWasmPaths(`${dirname(entry)}/`);
  registerMaxPoolGradient();
}
