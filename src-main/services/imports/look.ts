import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FamiliarError, toWireError } from '../../contract/errors.ts';
import {
  type FileOfPhoto,
  folderOf,
  type AbsenceReason,
  listFilesIn,
  listLiveFolders,
  listPhotosAt,
  markFileAbsent,
  sampleFiles,
  updatePresence,
} from '../../db/files.ts';
import { type FolderOptions, type FolderRow, updateImportedFolder } from '../../db/folders.ts';
import { looksLikeFilm, looksLikePhoto } from '../../contract/photo-endings.ts';
import type { WritableDb } from '../../db/open.ts';
import { Companions } from '../../photos/companions.ts';
import { onDisk } from '../../photos/disk.ts';
import { LeaveOut } from '../../photos/left-out.ts';
import { fileSystemError, scanFolder, withSeparator } from '../../photos/scan.ts';
import { enrolFile, type Enrolment } from './enrol.ts';
import { isAbsent } from '../files/photo-files.ts';
import type { ImportedFolders } from './imported-folders.ts';
import type { ImportTally } from './tally.ts';

/**
 * [Note: What is missing and what is offline] An imported folder is looked at by these rules. Where the folder itself
 * is not there, it is *offline*: its disk was unplugged, or it was moved, and nothing is concluded about the photos
 * in it. It is offline as well where it is on another file system than before and none of the files known to be in it
 * is there: that is an empty place at which a disk was mounted, or another disk at the same place. (Another number of
 * the file system alone says nothing: systems number disks anew when they start.) Where the folder is there, a file
 * that is not is *missing*; all its photo lacks is a file, and it counts again as soon as one is found, there or
 * anywhere. A folder within that cannot be read is *unreadable*, and again nothing is concluded about the photos in
 * it.
 */

/** Number of sampled files; one must exist for a folder on another file system to be the same folder. */
const filesSampled = 50;

export interface LookOptions {
  retryFailed: boolean;
  /** Nobody asked for this look: missing paths are no errors, and excluded files are not counted. */
  quiet: boolean;
  /** The paths were imported before; the user did not name them now. */
  again?: boolean;
  /** Folder options given now; otherwise the stored ones hold. */
  folder?: FolderOptions | undefined;
}

interface LookContext {
  db: WritableDb;
  folders: ImportedFolders;
  tally: ImportTally;
  signal: AbortSignal;
  /**
   * Called with the result of each file.
   * @param asked true if the file was named itself
   */
  note(path: string, outcome: Enrolment, asked: boolean): Promise<void>;
  /** Called for each photo that went missing. */
  went(): void;
}

/** One look at a file or folder of the library, or a new one. */
export class Look {
  readonly #context: LookContext;
  readonly #options: LookOptions;
  /** Listing of the last photo's folder, reused for the next photo in it. */
  #beside: { folder: string; companions: Promise<Companions> } | null = null;

  constructor(context: LookContext, options: LookOptions) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * @param path absolute
   */
  async at(path: string): Promise<void> {
    const { folders, tally } = this.#context;
    const covering = folders.covering(path);
    if (this.#options.quiet && covering && (await this.#isLeftOut(path, covering))) return;
    try {
      const stats = await onDisk(path, () => stat(path));
      if (stats.isFile()) return await this.#takeFile(path);
      if (!stats.isDirectory()) throw new FamiliarError('photo-unreadable', 'neither a file nor a folder');
      const folder = folders.remember(path, this.#options.folder);
      return await this.#walk(path, folder, String(stats.dev));
    } catch (thrown) {
      if (this.#context.signal.aborted) throw thrown;
      const error = fileSystemError(thrown);
      if (error.code === 'internal') throw thrown;
      const state = error.code === 'path-missing' ? 'offline' : 'unreadable';
      if (covering?.path === path) this.#noteFolder(covering, state);
      else if (state === 'offline' && !(await isAbsent(covering?.path ?? dirname(path)))) this.#loseAt(path);
      if (!this.#options.quiet && covering?.path !== path) tally.failed.push({ path, ...toWireError(error) });
    }
  }

  /** True if a walk of the imported folder would reach a changed path. */
  async #isLeftOut(path: string, folder: FolderRow): Promise<boolean> {
    if (path === folder.path) return false;
    const within = relative(folder.path, path);
    // The name of a missing path does not tell its kind: either rule may exclude it.
    const rules = new LeaveOut(this.#context.folders.globsOf(folder));
    if (rules.reasonWithin(within, 'file') !== null) return true;
    if (rules.reasonWithin(within, 'folder') !== null && !looksLikePhoto(path) && !looksLikeFilm(path))
      return true;
    for (let around = dirname(path); around !== folder.path; around = dirname(around)) {
      if (!(await isAbsent(join(around, '.nomedia')))) return true;
    }
    return false;
  }

  async #takeFile(path: string): Promise<void> {
    const { db, signal, note } = this.#context;
    const { retryFailed, again = false } = this.#options;
    const companions = await this.#companionsIn(dirname(path));
    const options = { retryFailed, signal, asked: !again, companions };
    const stats = await onDisk(path, () => stat(path));
    await note(path, await enrolFile(db, path, stats, options), !again);
  }

  #companionsIn(folder: string): Promise<Companions> {
    if (this.#beside?.folder !== folder) this.#beside = { folder, companions: Companions.in(folder) };
    return this.#beside.companions;
  }

  async #walk(path: string, folder: FolderRow | null, device: string): Promise<void> {
    const root = folder?.path ?? path;
    if (folder && path === root && (await this.#isAnotherDisk(folder, device))) {
      this.#noteFolder(folder, 'offline');
      return;
    }
    const state = await this.#walkThrough(path, root, folder);
    if (folder && path === root) {
      updateImportedFolder(this.#context.db, root, { state, device, ended: state === 'online' });
    }
  }

  async #isAnotherDisk({ path, device: before }: FolderRow, device: string): Promise<boolean> {
    if (before === null || before === device) return false;
    const known = sampleFiles(this.#context.db, withSeparator(path), filesSampled);
    for (const file of known) if (!(await isAbsent(file))) return false;
    return known.length > 0;
  }

  async #walkThrough(path: string, root: string, folder: FolderRow | null): Promise<'online' | 'unreadable'> {
    const { db, folders, tally, signal, note } = this.#context;
    const { retryFailed, quiet } = this.#options;
    const leaveOut = new LeaveOut(folders.globsOf(folder));
    const others = folders.pathsExcept(root);
    const walked = new Set<string>();
    const untold: string[] = [];
    const leftOut: string[] = [];
    const films: { path: string; stats: Stats }[] = [];
    let here = new FolderSeen();
    const options = {
      leaveOut,
      followLinks: folder?.followLinks ?? false,
      countLeftOut: !quiet,
      except: others,
      signal,
    };
    let state: 'online' | 'unreadable' = 'online';
    for await (const entry of scanFolder(path, root, options)) {
      signal.throwIfAborted();
      if ('read' in entry) {
        walked.add(withSeparator(entry.path));
        this.#sweep(withSeparator(entry.path), here);
        here = new FolderSeen();
      } else if ('leftOut' in entry) {
        tally.noteLeftOut(entry.leftOut, entry.photos);
        if (entry.isFolder) leftOut.push(withSeparator(entry.path));
        else here.leftOut.add(entry.path);
      } else if ('error' in entry) {
        if (entry.isFolder) {
          untold.push(withSeparator(entry.path));
          tally.noteFolder(entry.path, 'unreadable');
          if (entry.path === root) state = 'unreadable';
        } else {
          here.seen.add(entry.path);
          await note(entry.path, { failed: entry.error }, false);
        }
      } else {
        here.seen.add(entry.path);
        if (looksLikeFilm(entry.path)) {
          films.push(entry);
          continue;
        }
        const filesAt = (file: string) => here.filesAt(db, file);
        const companions = await this.#companionsIn(dirname(entry.path));
        const enrolOptions = { retryFailed, signal, filesAt, companions };
        await note(entry.path, await enrolFile(db, entry.path, entry.stats, enrolOptions), false);
      }
    }
    // A film takes long to be read: all photos come first.
    for (const film of films) {
      signal.throwIfAborted();
      const companions = await this.#companionsIn(dirname(film.path));
      const outcome = await enrolFile(db, film.path, film.stats, { retryFailed, signal, companions });
      await note(film.path, outcome, false);
    }
    const isUnder = (folders_: readonly string[], one: string) =>
      folders_.some((each) => one.startsWith(each));
    const apart = [...untold, ...others.map(withSeparator)];
    for (const live of listLiveFolders(db, withSeparator(path))) {
      if (walked.has(live) || isUnder(apart, live)) continue;
      const isLeftOut =
        isUnder(leftOut, live) || leaveOut.reasonWithin(relative(root, live), 'folder') !== null;
      this.#lose(listFilesIn(db, live), () => (isLeftOut ? 'left-out' : 'missing'));
    }
    return state;
  }

  /** Files of the folder that the walk did not meet are missing. */
  #sweep(folder: string, { seen, leftOut }: FolderSeen): void {
    const gone = listFilesIn(this.#context.db, folder).filter(({ path }) => !seen.has(path));
    this.#lose(gone, ({ path }) => (leftOut.has(path) ? 'left-out' : 'missing'));
  }

  /** A file, or a folder within an imported one, is missing. */
  #loseAt(path: string): void {
    const { db } = this.#context;
    this.#lose(listPhotosAt(db, path), () => 'missing');
    for (const folder of listLiveFolders(db, withSeparator(path))) {
      this.#lose(listFilesIn(db, folder), () => 'missing');
    }
  }

  #lose(files: readonly FileOfPhoto[], why: (file: FileOfPhoto) => AbsenceReason): void {
    const { db, tally, went } = this.#context;
    // A removed photo returns unchanged when the removal is undone.
    const lost = files.filter(({ gone, isRemoved }) => gone === null && !isRemoved);
    if (lost.length === 0) return;
    db.transaction(() => {
      for (const file of lost) {
        markFileAbsent(db, file.path, file.photoId, why(file));
        if (updatePresence(db, file.photoId) === 'went' && file.isRecognised) tally.noteMissing(file.photoId);
      }
    }).immediate();
    went();
  }

  #noteFolder({ path }: FolderRow, state: 'offline' | 'unreadable'): void {
    updateImportedFolder(this.#context.db, path, { state, ended: false });
    this.#context.tally.noteFolder(path, state);
  }
}

/** Files met in the current folder. */
class FolderSeen {
  readonly seen = new Set<string>();
  readonly leftOut = new Set<string>();
  #files: Map<string, FileOfPhoto[]> | null = null;

  /** Photos at paths of a folder, now or before, read at once. */
  filesAt(db: WritableDb, path: string): readonly FileOfPhoto[] {
    this.#files ??= Map.groupBy(listFilesIn(db, folderOf(path)), (file) => file.path);
    return this.#files.get(path) ?? [];
  }
}
