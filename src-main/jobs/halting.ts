import { FamiliarError, toWireError } from '../contract/errors.ts';
import { asLibraryError } from '../db/errors.ts';

/** Failures of Familiar, not of a photo: the work stops, and its photos go on waiting. */
const fatal = new Set(['model-missing', 'model-damaged', 'device-unavailable']);

/**
 * Does the work for one photo; turns a failure of Familiar itself into a stop that leaves the photo waiting.
 * @param halt stops all of the work; called with what every further photo would meet as well
 * @throws FamiliarError `cancelled` where it was halted; else what the work throws
 */
export async function haltAtFatal<T>(work: Promise<T>, halt: (problem: FamiliarError) => void): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FamiliarError) || !fatal.has(error.code)) throw error;
    halt(error);
    throw new FamiliarError('cancelled', error.message, { cause: error });
  }
}

/** What has stopped a queue, as something that the user can be told: `library-*` or `internal`. */
export function asProblem(cause: unknown): FamiliarError {
  const error = asLibraryError(cause);
  if (error instanceof FamiliarError) return error;
  return new FamiliarError('internal', toWireError(cause).message, { cause });
}
