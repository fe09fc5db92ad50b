import type { Stats } from 'node:fs';
import { toWireError, type WireError } from '../../contract/errors.ts';
import { findUntouchedFile, putFile } from '../../db/files.ts';
import { findFailedJob, insertJob, retryJob } from '../../db/jobs.ts';
import { type WritableDb, writeUnflushed } from '../../db/open.ts';
import { deleteSuperseded, findPhotoByHash, getPhoto, insertPhoto } from '../../db/photos.ts';
import { forgetUnwanted, isUnwanted, removalOfPhoto } from '../../db/removals.ts';
import { hashFile } from '../../photos/identify.ts';
import { stampOf } from './file-stamp.ts';
import { recognitionJob } from './recognition-job.ts';

/**
 * What the library makes of a file: nothing new, a photo that waits, or one that has failed before; or one that the user
 * has removed, under a removal that is in force, or null where it was purged since.
 */
export type Enrolment = 'known' | { queued: number } | { failed: WireError } | { removed: number | null };

export interface EnrolOptions {
  /** Try photos again that could not be read before. */
  retryFailed: boolean;
  /** The user named this file itself, and not a folder that it is in. */
  asked?: boolean;
  signal: AbortSignal;
}

/** Failures that may pass by themselves; a photo that failed so is tried again when it is met again. */
const passing = new Set(['path-missing', 'photo-unreadable', 'internal', 'cancelled']);

/**
 * Makes a file known to the library and queues its photo where it has not been recognised. Content decides:
 * a file is hashed unless its path, size and times are those of one already hashed.
 */
export async function enrolFile(
  db: WritableDb,
  path: string,
  stats: Stats,
  options: EnrolOptions,
): Promise<Enrolment> {
  const stamp = stampOf(stats);
  const untouched = findUntouchedFile(db, path, stamp);
  if (untouched !== undefined) return queueUnlessDone(db, untouched, options.retryFailed);

  let hash: Buffer;
  try {
    hash = await hashFile(path, options.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    return { failed: toWireError(error) };
  }
  const enrol = db.transaction((): Enrolment => {
    const known = findPhotoByHash(db, hash);
    if (known === undefined && isUnwanted(db, hash)) {
      if (!options.asked) return { removed: null };
      forgetUnwanted(db, hash);
    }
    const photoId = known ?? insertPhoto(db, hash, stats.size);
    putFile(db, path, photoId, stamp);
    deleteSuperseded(db, path, photoId, recognitionJob);
    return queueUnlessDone(db, photoId, options.retryFailed);
  });
  return writeUnflushed(db, () => enrol.immediate());
}

function queueUnlessDone(db: WritableDb, photoId: number, retryFailed: boolean): Enrolment {
  if (getPhoto(db, photoId)) return 'known';
  const removed = removalOfPhoto(db, photoId);
  if (removed !== undefined) return { removed };
  const failure = findFailedJob(db, recognitionJob, photoId);
  if (failure && !retryFailed && !passing.has(failure.code)) return { failed: failure };
  if (failure) retryJob(db, recognitionJob, photoId);
  else insertJob(db, recognitionJob, photoId);
  return { queued: photoId };
}
