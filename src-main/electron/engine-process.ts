import { firstItems } from '../common/elements.ts';
import '../nn/no-telemetry.ts';
import '../common/private-umask.ts';
import { deviceRequest } from '../contract/models.ts';
import { RestorableLibrary } from '../library/restorable-library.ts';
import { serveParent } from './engine-service.ts';

/**
 * Entry of the engine's process: `engine-process.js <library directory> <device>`, forked by the main
 * process.
 */
const [, , directory, device] = firstItems(process.argv, 4);

// Ctrl-C in a terminal reaches every process of the application. The main process closes this one in order.
process.on('SIGINT', () => {});

serveParent(
  process.parentPort,
  () => RestorableLibrary.open(directory, { device: deviceRequest.parse(device), resume: true, watch: true }),
  (code) => process.exit(code),
);
