import { isAbsolute } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import type { Imports } from './imports.ts';
import { samplePhotos } from '../samples.ts';

type ImportMethod =
  'import.start' | 'import.samples' | 'import.pause' | 'import.resume' | 'import.cancel' | 'import.failures';

const answer = (_done: void) => ({});

/** The part of the contract that brings photos in. */
export function importHandlers(imports: Imports): Pick<Handlers, ImportMethod> {
  return {
    'import.start': ({ paths }) => answer(imports.start(absolute(paths))),
    'import.samples': () => answer(startSamples(imports)),
    'import.pause': () => answer(imports.pause()),
    'import.resume': () => answer(imports.resume()),
    'import.cancel': async () => answer(await imports.cancel()),
    'import.failures': () => ({ failures: imports.failures() }),
  };
}

/** @throws FamiliarError `not-found` */
function startSamples(imports: Imports): void {
  const samples = samplePhotos();
  if (samples.length === 0) throw new FamiliarError('not-found', 'the sample photos are not there');
  imports.start(samples);
}

/** A view has no working directory that a path could start in. */
function absolute(paths: string[]): string[] {
  const relative = paths.find((path) => !isAbsolute(path));
  if (relative !== undefined) throw new FamiliarError('bad-request', `${relative} is no absolute path`);
  return paths;
}
