import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type DeviceRequest, deviceRequest } from '../contract/models.ts';
import { defaultLibraryDirectory } from '../common/library-directory.ts';

export interface LaunchOptions {
  /** `--library <directory>`, else FAMILIAR_LIBRARY, else the user's default library. */
  library: string;
  /** `--device auto|cpu|webgpu|cuda`; any other value counts as auto. */
  device: DeviceRequest;
}

/**
 * Parses the start options of the app. Chromium's switches are ignored.
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
