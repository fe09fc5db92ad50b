import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { required } from '../../common/elements.ts';
import { toWireError, type WireError } from '../../contract/errors.ts';
import { looksLikeFilm } from '../../contract/photo-endings.ts';
import { type ContentRow, findContent, findPhotosByImage, putContent } from '../../db/contents.ts';
import {
  type FileOfPhoto,
  type FileStamp,
  listFilesOfPhoto,
  listPhotosAt,
  markFileAbsent,
  putFile,
  updatePresence,
} from '../../db/files.ts';
import { type FailedJobRow, findFailedJob, retryJob } from '../../db/jobs.ts';
import { type ReadableDb, type WritableDb, writeUnflushed } from '../../db/open.ts';
import {
  contentOf,
  deleteSuperseded,
  getPhoto,
  insertPhoto,
  orientationOf,
  putImage,
  updateContent,
} from '../../db/photos.ts';
import { getThumbnail } from '../../db/pictures.ts';
import { forgetUnwanted, isUnwanted, removalOfPhoto } from '../../db/removals.ts';
import { thumbnailSide } from '../../faces/pipeline.ts';
import { maxAttempts } from '../../jobs/runner.ts';
import { Companions } from '../../photos/companions.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { encodeJpeg } from '../../photos/encode.ts';
import { type FileIdentity, identifyFile, identifyFilm } from '../../photos/identify.ts';
import { imageOfThumbnail } from '../../photos/image-identity.ts';
import { replaceAt } from './continued.ts';
import { isAbsent, stampOf } from '../files/photo-files.ts';
import { takeMetadata, type WrittenMetadata } from './metadata.ts';
import { queueRecognition, recognitionJob } from './recognition-job.ts';
import { unite } from './united.ts';

/**
 * Result of enrolling a file. `known`: an existing photo; its `news` tell whether it came back after it was missing,
 * moved, or got new metadata or a second photo united with it; `replaced` counts photos that lost this path.
 * `queued`: a photo that waits for recognition. `failed`: a photo that failed before. `removed`: the removal of a
 * photo that the user removed, null after its purge.
 */
export type Enrolment =
  | {
      known: number;
      news: 'returned' | 'moved' | 'updated' | null;
      replaced: number;
      /** Metadata of other programs is to be read again. */
      rereads?: boolean;
    }
  | { queued: number }
  | { failed: WireError }
  | { removed: number | null };

export interface EnrolOptions {
  /** Retry photos that failed before. */
  retryFailed: boolean;
  /** The user named this file itself, not a folder around it. */
  asked?: boolean;
  signal: AbortSignal;
  /** Photos at a path, now or before; read from the database by default. */
  filesAt?: (path: string) => readonly FileOfPhoto[];
  /** Files beside the photos of the folder; read from the disk by default. */
  companions?: Companions;
}

/** Failures that may be temporary; such a photo is retried when it is met again. */
const passing = new Set(['path-missing', 'photo-unreadable', 'internal', 'cancelled']);
/** A photo that ended the process would end it again [Note: Blame]. */
const mayPass = ({ code, attempts }: FailedJobRow): boolean => passing.has(code) && attempts < maxAttempts;

/**
 * Enrols a file and queues its photo unless it is recognised already. The content decides: a file is read unless its
 * path, size and times equal those of a file read before [Note: Identity of the picture].
 */
export async function enrolFile(
  db: WritableDb,
  path: string,
  stats: Stats,
  options: EnrolOptions,
): Promise<Enrolment> {
  const stamp = stampOf(stats);
  const files = options.filesAt?.(path) ?? listPhotosAt(db, path);
  const untouched = files.find((file) => isSameStamp(file, stamp));
  const companions = options.companions ?? (await Companions.in(dirname(path)));
  const beside = await companions.stampOf(path);
  if (
    untouched?.isRecognised &&
    untouched.hasImage &&
    untouched.gone === null &&
    !untouched.isRemoved &&
    files.length === 1
  ) {
    const same: Enrolment = { known: untouched.photoId, news: null, replaced: 0 };
    if (untouched.beside === beside) return same;
    return writeUnflushed(db, () => readAgain(db, same));
  }
  if (untouched && (untouched.hasImage || !untouched.isRecognised)) {
    const isOther = untouched.beside !== beside;
    const again = () => {
      const outcome = settleKnown(db, path, untouched.photoId, stamp, options);
      return isOther ? readAgain(db, outcome) : outcome;
    };
    return writeUnflushed(db, () => db.transaction(again).immediate());
  }
  let identity: FileIdentity;
  try {
    identity = await (looksLikeFilm(path) ? identifyFilm : identifyFile)(path, options.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    return { failed: toWireError(error) };
  }
  const written = await readWritten(db, path, identity);
  const absent = await findAbsent(db, path, knownPhoto(db, identity));
  const seen = { stamp, identity, written, absent, beside };
  const enrol = db.transaction(() => enrolContent(db, path, seen, options));
  return writeUnflushed(db, () => enrol.immediate());
}

/** Queues a known photo after a change of its metadata or of files beside it. */
function readAgain<T extends Enrolment>(db: WritableDb, outcome: T): T {
  if (!('known' in outcome)) return outcome;
  queueRecognition(db, outcome.known);
  return { ...outcome, rereads: true };
}

const isSameStamp = (one: FileStamp, other: FileStamp): boolean =>
  one.bytes === other.bytes && one.modifiedMs === other.modifiedMs && one.changedMs === other.changedMs;

/** The photo of a file: found by content, or by picture where only metadata differs. */
function knownPhoto(db: ReadableDb, { hash, image }: FileIdentity): number | undefined {
  const content = findContent(db, hash);
  if (content && isPictureOf(db, content, image)) return content.photoId;
  return image ? findPhotosByImage(db, image)[0] : undefined;
}

/** True if a content still shows the photo's picture; the file may have been edited since. */
function isPictureOf(db: ReadableDb, content: ContentRow, image: Buffer | null): boolean {
  const [shown, own] = [contentOf(db, content.photoId).image, content.image ?? image];
  return shown === null || own === null || shown.equals(own);
}

/** Metadata of other programs in a file with a new content and a known picture. */
async function readWritten(
  db: ReadableDb,
  path: string,
  identity: FileIdentity,
): Promise<WrittenMetadata | null> {
  const photoId = findContent(db, identity.hash) ? undefined : knownPhoto(db, identity);
  if (photoId === undefined) return null;
  try {
    const { pixels, ...notes } = await decodePhoto(path, thumbnailSide);
    return { ...notes, thumbnail: await encodeJpeg(pixels, thumbnailSide) };
  } catch {
    return null;
  }
}

/** Other paths of a photo where no file exists any more: the photo was moved. */
async function findAbsent(db: ReadableDb, path: string, photoId: number | undefined): Promise<string[]> {
  if (photoId === undefined) return [];
  const others = listFilesOfPhoto(db, photoId).filter((file) => file.gone === null && file.path !== path);
  const absent: string[] = [];
  for (const other of others) if (await isAbsent(other.path)) absent.push(other.path);
  return absent;
}

interface SeenContent {
  stamp: FileStamp;
  identity: FileIdentity;
  written: WrittenMetadata | null;
  absent: readonly string[];
  /** Stamp of the files beside the photo. */
  beside: string;
}

function enrolContent(
  db: WritableDb,
  path: string,
  { stamp, identity, written, absent, beside }: SeenContent,
  options: EnrolOptions,
): Enrolment {
  const { hash, image } = identity;
  const known = knownPhoto(db, identity);
  if (known === undefined || isTurnedCopy(db, path, known, written)) {
    const unwanted = [hash, image].filter((one) => one !== null && isUnwanted(db, one));
    if (unwanted.length > 0 && !options.asked) return { removed: null };
    for (const one of unwanted) forgetUnwanted(db, required(one));
    const photoId = insertPhoto(db, hash, stamp.bytes, image, looksLikeFilm(path));
    putFile(db, path, photoId, stamp);
    deleteSuperseded(db, path, photoId, recognitionJob);
    return queueUnlessDone(db, photoId, options.retryFailed);
  }
  const isOtherContent = !contentOf(db, known).hash.equals(hash);
  learnImage(db, known, image);
  putContent(db, hash, known, image);
  if (isOtherContent) updateContent(db, known, hash, stamp.bytes);
  for (const gone of absent) markFileAbsent(db, gone, known, 'missing');
  const settled = settleKnown(db, path, known, stamp, options);
  if (!('known' in settled)) return settled;
  if (written) takeMetadata(db, settled.known, written);
  const outcome = isOtherContent || beside !== '' ? readAgain(db, settled) : settled;
  if (outcome.news !== null) return outcome;
  const news = absent.length > 0 ? 'moved' : isOtherContent ? 'updated' : null;
  return { ...outcome, news };
}

/** A copy with another orientation is a photo of its own, if the photo also lies elsewhere. */
function isTurnedCopy(
  db: ReadableDb,
  path: string,
  photoId: number,
  written: WrittenMetadata | null,
): boolean {
  if (!written || written.orientation === orientationOf(db, photoId)) return false;
  return listFilesOfPhoto(db, photoId).some((file) => file.gone === null && file.path !== path);
}

/** Stores the identity of a photo's picture where it is missing. */
function learnImage(db: WritableDb, photoId: number, image: Buffer | null): void {
  const photo = getPhoto(db, photoId);
  if (!photo || contentOf(db, photoId).image) return;
  const thumbnail = getThumbnail(db, photoId);
  const learned = image ?? (thumbnail && imageOfThumbnail({ ...photo, thumbnail }));
  if (learned) putImage(db, photoId, learned);
}

function settleKnown(
  db: WritableDb,
  path: string,
  photoId: number,
  stamp: FileStamp,
  options: EnrolOptions,
): Enrolment {
  putFile(db, path, photoId, stamp);
  deleteSuperseded(db, path, photoId, recognitionJob);
  const presence = updatePresence(db, photoId);
  if (!getPhoto(db, photoId)) return queueUnlessDone(db, photoId, options.retryFailed);
  const { photoId: known, others } = unite(db, photoId);
  const replaced = replaceAt(db, known);
  return { known, news: presence === 'came' ? 'returned' : others > 0 ? 'updated' : null, replaced };
}

function queueUnlessDone(db: WritableDb, photoId: number, retryFailed: boolean): Enrolment {
  if (getPhoto(db, photoId)) return { known: photoId, news: null, replaced: 0 };
  const removed = removalOfPhoto(db, photoId);
  if (removed !== undefined) return { removed };
  const failure = findFailedJob(db, recognitionJob, photoId);
  if (failure && !retryFailed && !mayPass(failure)) return { failed: failure };
  if (failure) retryJob(db, recognitionJob, photoId);
  else queueRecognition(db, photoId);
  return { queued: photoId };
}
