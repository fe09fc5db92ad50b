import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type DeviceRequest, deviceRequest } from '../contract/models.ts';
import { defaultLibraryDirectory } from '../common/library-directory.ts';

export interface LaunchOptions {
  /** `--library <directory>`, else FAMILIAR_LIBRARY, else the user's own. */
  library: string;
  /** `--device auto|cpu|webgpu|cuda`; what is none of them counts as auto. */
  device: DeviceRequest;
}

/**
 * How the app was asked to start. Switches that are Chromium's are passed over.
 * @param args `process.argv` without the executable
 */
export function launchOptions(args: readonly string[], environment: NodeJS.ProcessEnv): LaunchOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { library: { type: 'string' }, device: { type: 'string' } },
  });
  const given = typeof values.library === 'string' ? values.library : environment.FAMILIAR_LIBRARY;
  return {
    library: given ? resolve(given) : defaultLibraryDirectory(),
    device: deviceRequest.catch('auto').parse(values.device),
  };
}
