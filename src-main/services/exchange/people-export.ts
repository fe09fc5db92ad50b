import { statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { FamiliarError, toWireError, type WireError } from '../../contract/errors.ts';
import { eachExportedPhoto, type ExportedPhoto, exportedFacesOfPhoto } from '../../db/exported.ts';
import { putFile } from '../../db/files.ts';
import type { WritableDb } from '../../db/open.ts';
import { findPhotoByHash, isFilm, updateContent } from '../../db/photos.ts';
import type { DraftFolders } from '../../interchange/drafts.ts';
import type { PhotoFrame } from '../../interchange/frames.ts';
import type { Counts } from '../../interchange/json.ts';
import { mergeRegions, type MergeOptions, type NamedFace } from '../../interchange/merge.ts';
import { ownNamespace } from '../../interchange/own-marks.ts';
import { writeWhole } from '../../interchange/output.ts';
import { PhotoWriter } from '../../interchange/photo-writer.ts';
import type { Snapshot } from '../../interchange/snapshot.ts';
import { packetOf } from '../../interchange/photo-regions.ts';
import { emptyXmp, parseXmp, serialiseXmp } from '../../interchange/xmp.ts';
import { hashFile } from '../../photos/identify.ts';
import { fileSystemError } from '../../photos/scan.ts';
import { presentPaths, stampOf, whyNotPresent } from '../files/photo-files.ts';

/** Result of writing names into photos or sidecars. */
export interface MarkReport extends Counts {
  /** Files changed or created; files that were complete already are not counted. */
  written: number;
  skipped: ({ path: string } & WireError)[];
}

interface MarkedPhoto {
  photo: ExportedPhoto;
  faces: NamedFace[];
}

/**
 * Writes the names of faces into sidecars, `photo.jpg.xmp`. The other content of a sidecar is kept.
 * @param folder where the sidecars go, in folders like those of the photos; null for beside the photos
 * @param drafts told in which folders drafts are written
 */
export async function writeSidecars(
  snapshot: Snapshot,
  folder: string | null,
  drafts: DraftFolders,
  options: MergeOptions = {},
): Promise<MarkReport> {
  const marked = [...markedPhotos(snapshot)];
  const root = folder === null ? '' : commonFolder(await placesOf(snapshot, marked));
  const place = (path: string) => (folder === null ? path : join(folder, relative(root, path)));
  const report = await eachFile(snapshot, marked, async (path, { photo, faces }) => {
    const sidecar = `${place(path)}.xmp`;
    const before = await readIfThere(sidecar);
    if (faces.length === 0 && !before?.includes(ownNamespace)) return false;
    const document = before ? parseXmp(before) : emptyXmp();
    if (!mergeRegions(document, frameOf(photo), faces, options)) return false;
    if (folder !== null) await makeFolder(dirname(sidecar));
    drafts.note(dirname(sidecar));
    await writeWhole(sidecar, serialiseXmp(document));
    return true;
  });
  drafts.close();
  return report;
}

/**
 * Writes the names of faces into the photos themselves. The library follows: a photo is identified by the hash of its
 * content, which changes.
 * @param drafts told in which folders drafts are written
 * @throws FamiliarError `tool-missing`
 */
export async function writeIntoPhotos(
  db: WritableDb,
  snapshot: Snapshot,
  drafts: DraftFolders,
  options: MergeOptions = {},
): Promise<MarkReport> {
  const writer = await PhotoWriter.open(drafts);
  try {
    const marked = [...markedPhotos(snapshot)];
    return await eachFile(snapshot, marked, async (path, { photo, faces }) => {
      if (faces.length === 0 && !(await packetOf(path))?.includes(ownNamespace)) return false;
      const changed = await writer.mark(path, frameOf(photo), faces, options);
      if (changed) await followContent(db, photo.id, path);
      return changed;
    });
  } finally {
    await writer.close();
    drafts.close();
  }
}

async function placesOf({ db }: Snapshot, marked: readonly MarkedPhoto[]): Promise<string[]> {
  const places: string[] = [];
  for (const { photo } of marked) places.push(...(await presentPaths(db, photo.id)));
  return places;
}

/**
 * Photos that are present, with their named faces. Photos without named faces are included: an earlier export may
 * have written names into them.
 */
function* markedPhotos(snapshot: Snapshot): Generator<MarkedPhoto> {
  for (const photo of eachExportedPhoto(snapshot.db)) {
    // Regions have no moment: in a film nobody could place them.
    if (isFilm(snapshot.db, photo.id)) continue;
    if (photo.missing) continue;
    const faces = exportedFacesOfPhoto(snapshot.db, photo.id).flatMap((face) => {
      const name = snapshot.personOf(face)?.name;
      return name ? [{ name, box: face.box }] : [];
    });
    yield { photo, faces };
  }
}

async function eachFile(
  snapshot: Snapshot,
  marked: readonly MarkedPhoto[],
  write: (path: string, marked: MarkedPhoto) => Promise<boolean>,
): Promise<MarkReport> {
  const report: MarkReport = { photos: 0, people: 0, faces: 0, written: 0, skipped: [] };
  const people = new Set<string>();
  for (const each of marked) {
    const { photo, faces } = each;
    if (faces.length > 0) report.photos++;
    report.faces += faces.length;
    for (const { name } of faces) people.add(name);
    const paths = await presentPaths(snapshot.db, photo.id);
    if (paths.length === 0) {
      const { path, error } = await whyNotPresent(snapshot.db, photo.id);
      report.skipped.push({ path, ...toWireError(error) });
    }
    for (const path of paths) {
      try {
        if (await write(path, each)) report.written++;
      } catch (thrown) {
        const error = fileSystemError(thrown);
        if (error.code === 'internal') throw thrown;
        report.skipped.push({ path, ...toWireError(error) });
      }
    }
  }
  return { ...report, people: people.size };
}

const frameOf = ({ width, height, orientation }: ExportedPhoto): PhotoFrame => ({
  size: { width, height },
  orientation,
});

async function followContent(db: WritableDb, photoId: number, path: string): Promise<void> {
  const hash = await hashFile(path);
  const stats = statSync(path);
  db.transaction(() => {
    const known = findPhotoByHash(db, hash);
    // If another photo has this content, the next import finds the file there.
    if (known !== undefined && known !== photoId) return;
    updateContent(db, photoId, hash, stats.size);
    putFile(db, path, photoId, stampOf(stats));
  }).immediate();
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new FamiliarError('output-unwritable', `${path} cannot be read`, { cause });
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new FamiliarError('output-unwritable', `${path} cannot be made`, { cause });
  }
}

/** The deepest common folder of all files. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const parts = [...first];
  for (const other of others) {
    const end = parts.findIndex((part, i) => part !== other[i]);
    if (end >= 0) parts.length = end;
  }
  return parts.join(sep) || sep;
}
