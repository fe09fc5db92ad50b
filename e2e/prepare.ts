import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../src-main/build/compile-cache.mjs';
import { samplePhotos } from '../src-main/services/imports/samples.ts';
import { runCommand } from './shells/command.ts';

/** Environment variable with the path of the prepared library; Playwright's workers inherit it. */
const variable = 'FAMILIAR_PREPARED_LIBRARY';

/**
 * Imports the sample photos once, for the journeys that are about something else. Playwright calls this before the
 * first test of a run.
 * @returns a function for the end of the run
 */
export default async function prepare(): Promise<() => Promise<void>> {
  process.env['NODE_COMPILE_CACHE'] ??= compileCache;
  const folder = await mkdtemp(join(tmpdir(), 'familiar-prepared-'));
  const library = join(folder, 'library');
  await runCommand('import', ...samplePhotos(), '--library', library);
  process.env[variable] = library;
  return () => rm(folder, { recursive: true, force: true });
}

/** Copies the prepared library. The photos stay where the packages have them. */
export async function copyPrepared(library: string): Promise<void> {
  const prepared = process.env[variable];
  if (prepared === undefined) throw new Error('no library was prepared');
  await cp(prepared, library, { recursive: true });
}
