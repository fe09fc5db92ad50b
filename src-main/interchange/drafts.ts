import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { flushFile } from '../common/flush.ts';
import { isProcessRunning } from '../common/running.ts';

/**
 * Path of the temporary draft of a file: beside it and hidden, so that it is not imported as a photo. It has
 * the extension of the file, for programs that depend on it, and the id of the writing process.
 */
export function draftOf(path: string): string {
  const mark = `${process.pid}-${randomUUID().slice(0, 8)}`;
  return join(dirname(path), `.${basename(path)}.${mark}.part${extname(path)}`);
}

/** Names of drafts, and of temporary files of ExifTool and Familiar beside them. */
const draftName = /^\..+\.(?:(\d+)-)?[0-9a-f]{8}\.part(?:\.[^.]+)?(?:\.xmp|_exiftool_tmp)?$/;

/**
 * Removes the drafts in a folder whose writers have ended. A folder that cannot be read or changed is
 * skipped.
 */
export function sweepDrafts(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const [match, writer] = draftName.exec(name) ?? [];
      const isLeft = match !== undefined && (writer === undefined || !isProcessRunning(Number(writer)));
      if (isLeft) rmSync(join(folder, name), { force: true });
    }
  } catch {
    return;
  }
}

/**
 * Records the folders that may contain drafts, so that the next start finds the drafts of a killed process.
 */
export class DraftFolders {
  readonly #record: string;
  readonly #folders = new Set<string>();

  /** @param record path of the file with the folders */
  constructor(record: string) {
    this.#record = record;
  }

  /** Must be called before a draft is written in a folder. */
  note(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#folders.add(folder);
    sweepDrafts(folder);
    try {
      appendFileSync(this.#record, `${JSON.stringify(folder)}\n`);
      flushFile(this.#record);
    } catch {
      // A read-only library has no record; remaining drafts are removed by the next export.
    }
  }

  /** Must be called when all drafts are renamed. */
  close(): void {
    rmSync(this.#record, { force: true });
  }
}

/** Removes the drafts of killed processes in the folders of a record. */
export function sweepNotedDrafts(record: string): void {
  if (!existsSync(record)) return;
  for (const line of readFileSync(record, 'utf8').split('\n')) {
    const folder = readLine(line);
    if (folder !== null) sweepDrafts(folder);
  }
  rmSync(record, { force: true });
}

/** Returns null for a truncated line. */
function readLine(line: string): string | null {
  try {
    return JSON.parse(line) as string;
  } catch {
    return null;
  }
}
