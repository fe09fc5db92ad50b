import { createRequire } from 'node:module';

/** Familiar's own version, as package.json states it. */
export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
