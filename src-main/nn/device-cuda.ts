import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Files of the CUDA provider. ONNX Runtime loads both libraries from the folder that it lies in itself;
 * its package has them only after its install script was asked for `cuda12`, on Linux x64.
 */
const providerLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/**
 * Why CUDA cannot be tried: null where ONNX Runtime's CUDA provider is installed. Looks at files alone: nothing
 * is loaded, since a provider that does not fit its driver may take the process down.
 * @param platform as `process.platform` and `process.arch` name it
 * @param binaries folder of onnxruntime-node with a folder a platform, such as `bin/napi-v6`
 */
export function cudaObstacle(
  platform = `${process.platform}/${process.arch}`,
  binaries = onnxruntimeBinaries(),
): string | null {
  if (platform !== 'linux/x64') return `ONNX Runtime has no CUDA provider for ${platform}`;
  const installed = binaries && providerLibraries.every((name) => existsSync(join(binaries, platform, name)));
  return installed ? null : "ONNX Runtime's CUDA provider is not installed";
}

/** The folder of the package's binaries, by the version of the Node-API they need; null where there is none. */
function onnxruntimeBinaries(): string | null {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const bin = join(dirname(dirname(entry)), 'bin');
  const folder = readdirSync(bin).find((name) => name.startsWith('napi-v'));
  return folder === undefined ? null : join(bin, folder);
}
