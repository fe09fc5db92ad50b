import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { putBeside, putFile } from '../../db/files.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { insertPhoto, updateRecognised } from '../../db/photos.ts';
import { pipelineVersion } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { Imports } from '../../services/imports/imports.ts';
import { stampOf } from '../../services/files/photo-files.ts';

/** Cost of scanning a folder in which nothing has changed. */
export interface RescanMeasure {
  files: number;
  folders: number;
  /** Durations of the second scan and of the first, which also stores the folder. */
  seconds: number;
  firstSeconds: number;
  /** CPU time of the second scan, user and system. */
  cpuSeconds: number;
  /** Peak of the process's resident memory in MiB. */
  peakMiB: number;
}

const filesPerFolder = 500;

/** Makes a folder of small files that the library in `directory` knows; their contents are not read. */
export function fillFolder(directory: string, files: number): string {
  const folder = join(directory, 'photos');
  const db = openForWriting(join(directory, 'library.sqlite'));
  for (let first = 0; first < files; first += filesPerFolder) {
    const inner = join(
      folder,
      String(1990 + ((first / filesPerFolder) % 40)),
      `album ${first / filesPerFolder}`,
    );
    mkdirSync(inner, { recursive: true });
    db.transaction(() => {
      for (let i = first; i < Math.min(files, first + filesPerFolder); i++)
        addFile(db, join(inner, `${i}.jpg`), i);
    }).immediate();
  }
  db.close();
  return folder;
}

function addFile(db: WritableDb, path: string, i: number): void {
  writeFileSync(path, String(i));
  const hash = createHash('sha256').update(String(i)).digest();
  const stats = statSync(path);
  const id = insertPhoto(db, hash, stats.size, hash);
  updateRecognised(db, id, { width: 4000, height: 3000, orientation: 1, takenAt: null, pipelineVersion });
  putFile(db, path, id, stampOf(stats));
  putBeside(db, path, id, '');
}

/** Scans the folder twice. */
export async function measureRescan(directory: string, files: number): Promise<RescanMeasure> {
  const db = openForWriting(join(directory, 'library.sqlite'));
  const recogniser: Recogniser = {
    device: null,
    photosAtOnce: 1,
    recognise: (path) => Promise.reject(new Error(`${path} was read`)),
    close: async () => {},
  };
  const listener = { progressed() {}, facesStored() {}, presenceChanged() {}, async foundRemoved() {} };
  const imports = new Imports(db, recogniser, listener);
  const look = async (begin: () => void): Promise<number> => {
    const started = performance.now();
    begin();
    const { skipped, photos, missing, failed } = await imports.finished();
    if (skipped !== files || photos + missing + failed.length > 0)
      throw new Error('files were found changed');
    return (performance.now() - started) / 1000;
  };
  try {
    const firstSeconds = await look(() => imports.start([join(directory, 'photos')]));
    const before = process.cpuUsage();
    const seconds = await look(() => imports.lookAgain(null, true));
    const { user, system } = process.cpuUsage(before);
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    const folders = Math.ceil(files / filesPerFolder);
    return { files, folders, seconds, firstSeconds, cpuSeconds: (user + system) / 1e6, peakMiB };
  } finally {
    db.close();
  }
}

export function formatRescan({
  files,
  folders,
  seconds,
  firstSeconds,
  cpuSeconds,
  peakMiB,
}: RescanMeasure): string {
  return `${files.toLocaleString('en')} unchanged files in ${folders.toLocaleString('en')} folders were looked at in ${seconds.toFixed(1)} s
(${cpuSeconds.toFixed(1)} s of CPU; the first time ${firstSeconds.toFixed(1)} s), with at most ${peakMiB.toFixed(0)} MiB of memory.
`;
}
