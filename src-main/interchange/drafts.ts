import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { flushFile } from '../common/flush.ts';
import { isRunning } from '../common/running.ts';

/**
 * Where a file is written before it takes its name: beside it, hidden, so that no import takes it for a photo. Its
 * ending is the file's, for programs that go by that; the process that writes is in its name.
 */
export function draftOf(path: string): string {
  const mark = `${process.pid}-${randomUUID().slice(0, 8)}`;
  return join(dirname(path), `.${basename(path)}.${mark}.part${extname(path)}`);
}

/** A draft, and what ExifTool and Familiar put beside one while they write it. */
const draftName = /^\..+\.(?:(\d+)-)?[0-9a-f]{8}\.part(?:\.[^.]+)?(?:\.xmp|_exiftool_tmp)?$/;

/** Removes the drafts in a folder whose writers have ended. A folder that cannot be read or changed stays as it is. */
export function sweepDrafts(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const [match, writer] = draftName.exec(name) ?? [];
      const isLeft = match !== undefined && (writer === undefined || !isRunning(Number(writer)));
      if (isLeft) rmSync(join(folder, name), { force: true });
    }
  } catch {
    return;
  }
}

/** Notes the folders in which drafts may lie, so that the next start finds those of a process that was killed. */
export class DraftFolders {
  readonly #record: string;
  readonly #folders = new Set<string>();

  /** @param record path of the file that keeps the folders */
  constructor(record: string) {
    this.#record = record;
  }

  /** To be called before a draft is written in a folder. */
  note(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#folders.add(folder);
    sweepDrafts(folder);
    try {
      appendFileSync(this.#record, `${JSON.stringify(folder)}\n`);
      flushFile(this.#record);
    } catch {
      // A library that may only be read keeps no record; what is left then goes with the next export.
    }
  }

  /** To be called when all drafts have become files. */
  close(): void {
    rmSync(this.#record, { force: true });
  }
}

/** Removes the drafts that killed processes have left in the folders of a record. */
export function sweepNotedDrafts(record: string): void {
  if (!existsSync(record)) return;
  for (const line of readFileSync(record, 'utf8').split('\n')) {
    const folder = readLine(line);
    if (folder !== null) sweepDrafts(folder);
  }
  rmSync(record, { force: true });
}

/** Null where the line was cut short. */
function readLine(line: string): string | null {
  try {
    return JSON.parse(line) as string;
  } catch {
    return null;
  }
}
