import { createRequire } from 'node:module';
import util from 'node:util';

const packageName = '@tensorflow/tfjs-node-gpu';

export function nodeGpuIsInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}

/**
 * A GPU by CUDA, through `@tensorflow/tfjs-node-gpu`. The package is optional.
 * @throws Error where it is not installed or cannot be loaded
 */
export async function openNodeGpu(): Promise<void> {
  if (!nodeGpuIsInstalled()) throw new Error(`${packageName} is not installed`);
  restoreUtilities();
  try {
    createRequire(import.meta.url)(packageName);
  } catch (cause) {
    // It explains at length how it is built from source, where its native part is missing.
    const [reason] = (cause as Error).message.split(/ at path|\n/);
    throw new Error(reason, { cause });
  }
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
