import { fileURLToPath } from 'node:url';

/** Node's compile cache of the tests, which keeps sources that child processes and worker threads load. */
export const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));
