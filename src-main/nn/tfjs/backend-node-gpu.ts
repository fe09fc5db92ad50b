import { createRequire } from 'node:module';
import util from 'node:util';

/**
 * A GPU by CUDA, through `@tensorflow/tfjs-node-gpu`. The package is optional.
 * @throws Error where it is not installed or cannot be loaded
 */
export async function openNodeGpu(): Promise<void> {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('@tensorflow/tfjs-node-gpu');
  } catch {
    throw new Error('@tensorflow/tfjs-node-gpu is not installed');
  }
  restoreUtilities();
  require('@tensorflow/tfjs-node-gpu');
}

/** The package calls two functions that Node 23 has removed. */
function restoreUtilities(): void {
  const gone = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, replacement] of Object.entries(gone)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: replacement });
  }
}
