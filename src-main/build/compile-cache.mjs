import { fileURLToPath } from 'node:url';

/** Folder of Node's compile cache, which npm scripts, tests and journeys share with the threads and programs they start. */
export const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
