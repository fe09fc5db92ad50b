import { randomUUID } from 'node:crypto';
import { chmod, copyFile, realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import { FamiliarError } from '../contract/errors.ts';
import type { PhotoFrame } from './frames.ts';
import { mergeRegions, type NamedFace } from './merge.ts';
import { emptyXmp, parseXmp, serialiseXmp } from './xmp.ts';

/** Says that a packet goes on elsewhere in the file, which a new packet would cut off. */
const continued = 'HasExtendedXMP';

/** Writes face regions into photos with ExifTool. To be closed: it is a process of its own. */
export class PhotoWriter {
  readonly #tool: ExifTool;

  /** @param program for tests: path of another program than the ExifTool that comes along */
  constructor(program?: string) {
    this.#tool = new ExifTool({ maxProcs: 1, ...(program !== undefined && { exiftoolPath: program }) });
  }

  /** @throws FamiliarError `tool-missing` where ExifTool cannot run, on Linux and macOS for want of Perl */
  async check(): Promise<void> {
    try {
      await this.#tool.version();
    } catch (cause) {
      const need = process.platform === 'win32' ? '' : '; it needs Perl';
      throw new FamiliarError('tool-missing', `ExifTool cannot run${need}`, { cause });
    }
  }

  /**
   * Merges names into a photo. The photo is replaced by a copy, once the names were read back from that; it keeps
   * its time and its permissions.
   * @returns whether anything changed
   * @throws FamiliarError `metadata-damaged` where what is in it cannot be merged with, `photo-unsupported` where
   * the kind of file cannot hold it, `output-unwritable`
   */
  async mark(path: string, photo: PhotoFrame, faces: readonly NamedFace[]): Promise<boolean> {
    const target = await realpath(path);
    const before = await this.#packet(target);
    if (before?.includes(continued)) {
      throw new FamiliarError('photo-unsupported', 'its metadata are spread over several places');
    }
    const document = before ? parseXmp(Buffer.from(before)) : emptyXmp();
    if (!mergeRegions(document, photo, faces)) return false;
    const draft = draftOf(target);
    try {
      const { atime, mtime, mode } = await stat(target);
      await copyFile(target, draft);
      await this.#write(draft, serialiseXmp(document));
      await this.#readBack(draft, photo, faces);
      await chmod(draft, mode);
      await utimes(draft, atime, mtime);
      await rename(draft, target);
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

  async #write(path: string, packet: string): Promise<void> {
    try {
      await this.#tool.write(path, { XMP: packet } as object, { writeArgs: ['-overwrite_original'] });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw new FamiliarError('photo-unsupported', `ExifTool cannot write it: ${why}`, { cause });
    }
  }

  /** A packet that is too long for its file is left out with no more than a warning. */
  async #readBack(path: string, photo: PhotoFrame, faces: readonly NamedFace[]): Promise<void> {
    const packet = await this.#packet(path);
    const isThere = packet !== null && !mergeRegions(parseXmp(Buffer.from(packet)), photo, faces);
    if (!isThere) throw new FamiliarError('photo-unsupported', 'the file cannot hold so many metadata');
  }
}

/** Hidden, so that no import takes it for a photo; ExifTool goes by the ending. */
const draftOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part${extname(path)}`);
