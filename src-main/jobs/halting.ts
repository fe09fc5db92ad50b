import { FamiliarError, toWireError } from '../contract/errors.ts';
import { asLibraryError } from '../db/errors.ts';

/** Failures of Familiar, not of a photo: the queue stops, and its photos keep waiting. */
const fatal = new Set(['model-missing', 'model-damaged', 'device-unavailable']);

/**
 * Does the work for one photo; a failure of Familiar itself stops the queue and leaves the photo waiting.
 * @param halt stops the queue; called with an error that every further photo would meet too
 * @throws FamiliarError `cancelled` after a halt; otherwise errors of the work
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

/** The error that stopped a queue, in a form for the user: `library-*` or `internal`. */
export function asProblem(cause: unknown): FamiliarError {
  const error = asLibraryError(cause);
  if (error instanceof FamiliarError) return error;
  return new FamiliarError('internal', toWireError(cause).message, { cause });
}
