import { execFile } from 'node:child_process';
import { chmod, copyFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ExifTool, exiftoolPath, ExifToolTask } from 'exiftool-vendored';
import { flushFile, flushFolder } from '../common/flush.ts';
import { FamiliarError } from '../contract/errors.ts';
import { type DraftFolders, draftOf } from './drafts.ts';
import type { PhotoFrame } from './frames.ts';
import { mergeRegions, type MergeOptions, type NamedFace } from './merge.ts';
import { emptyXmp, parseXmp, serialiseXmp } from './xmp.ts';

/** Property of a packet that continues elsewhere in the file; a new packet would lose the continuation. */
const continued = 'HasExtendedXMP';

const run = promisify(execFile);

/** Writes face regions into photos with ExifTool. It must be closed, since ExifTool is a separate process. */
export class PhotoWriter {
  readonly #tool: ExifTool;
  readonly #folders: DraftFolders;

  private constructor(program: string, folders: DraftFolders) {
    this.#folders = folders;
    this.#tool = new ExifTool({ maxProcs: 1, exiftoolPath: program });
  }

  /**
   * @param folders notified of the folders with drafts
   * @param program path of ExifTool; by default the bundled one
   * @throws FamiliarError `tool-missing` if it cannot run, on Linux and macOS without Perl
   */
  static async open(folders: DraftFolders, program?: string): Promise<PhotoWriter> {
    try {
      const path = program ?? (await exiftoolPath());
      // The library retries forever, and ends the process in between.
      await run(path, ['-ver']).catch(() => run('perl', [path, '-ver']));
      return new PhotoWriter(path, folders);
    } catch (cause) {
      const need = process.platform === 'win32' ? '' : '; it needs Perl';
      throw new FamiliarError('tool-missing', `ExifTool cannot run${need}`, { cause });
    }
  }

  /**
   * Merges names into a photo. The photo is replaced by a copy after the names were read back from it; it
   * keeps its time and its permissions. After a power failure, the photo is either unchanged or complete.
   * @returns true if anything changed
   * @throws FamiliarError `metadata-damaged` if its metadata cannot be merged with, `photo-unsupported` if
   * its format cannot contain them, `output-unwritable`
   */
  async mark(
    path: string,
    photo: PhotoFrame,
    faces: readonly NamedFace[],
    options: MergeOptions = {},
  ): Promise<boolean> {
    const target = await realpath(path);
    const before = await this.#packet(target);
    if (before?.includes(continued)) {
      throw new FamiliarError('photo-unsupported', 'its metadata are spread over several places');
    }
    const document = before ? parseXmp(Buffer.from(before)) : emptyXmp();
    if (!mergeRegions(document, photo, faces, options)) return false;
    const draft = draftOf(target);
    this.#folders.note(dirname(target));
    try {
      const { atime, mtime, mode } = await stat(target);
      await copyFile(target, draft);
      const packet = serialiseXmp(document);
      await this.#write(draft, packet);
      await this.#readBack(draft, packet);
      await chmod(draft, mode);
      await utimes(draft, atime, mtime);
      flushFile(draft);
      await rename(draft, target);
      flushFolder(dirname(target));
    } catch (cause) {
      if (cause instanceof FamiliarError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new FamiliarError('output-unwritable', `${path} cannot be written: ${why}`, { cause });
    } finally {
      await rm(draft, { force: true }).catch(() => {});
    }
    return true;
  }

  close(): Promise<void> {
    return this.#tool.end();
  }

  async #packet(path: string): Promise<string | null> {
    try {
      const { XMP: packet } = (await this.#tool.readRaw(path, { readArgs: ['-b', '-XMP'] })) as {
        XMP?: unknown;
      };
      return typeof packet === 'string' ? packet : null;
    } catch (cause) {
      throw new FamiliarError('metadata-damaged', 'ExifTool cannot read it', { cause });
    }
  }

  /** The packet is passed in a file: ExifTool would unescape entities in an argument. */
  async #write(path: string, packet: string): Promise<void> {
    const file = `${path}.xmp`;
    try {
      await writeFile(file, packet, { flag: 'wx' });
      const args = ['-charset', 'filename=utf8', `-XMP<=${file}`, '-overwrite_original', path];
      const answer = await this.#tool.enqueueTask(() => new Answer(args), false);
      if (answer !== null)
        throw new FamiliarError('photo-unsupported', `ExifTool cannot write it: ${answer}`);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** ExifTool omits a packet that is too long for the file, with only a warning. */
  async #readBack(path: string, packet: string): Promise<void> {
    const body = packet.replace(/<\?xpacket[^>]*\?>/g, '').trim();
    if ((await this.#packet(path))?.includes(body)) return;
    throw new FamiliarError('photo-unsupported', 'the file cannot hold so many metadata');
  }
}

/** Result of a write by ExifTool: null for success, otherwise the reason of failure. */
class Answer extends ExifToolTask<string | null> {
  protected override parse(output: string, error?: Error): string | null {
    if (/\b1 image files updated\b/.test(output)) return null;
    return this.errors[0] ?? error?.message ?? output.trim();
  }
}
