import { openLibrary } from '../library.ts';
import { serveParent } from './engine-service.ts';

/** Entry of the engine's process: `engine-process.js <library directory>`, forked by the main process. */
const [, , directory] = process.argv;

// Ctrl-C in a terminal reaches every process of the application. The main process closes this one in order.
process.on('SIGINT', () => {});

serveParent(
  process.parentPort,
  () => openLibrary(directory, { device: 'auto', resume: true }),
  (code) => process.exit(code),
);
