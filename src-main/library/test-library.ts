import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { openForReading, type ReadableDb } from '../db/open.ts';
import { embeddingModel } from '../faces/recognised.ts';
import { libraryLayout } from './layout.ts';
import type { Library } from './library.ts';
import { openLibrary } from './open.ts';
import { type TestNetwork, testFaceNetwork } from '../nn/test-face-network.ts';
import { samplePhotos } from '../services/imports/samples.ts';

/** A library of a few sample photos, recognised by the real networks. */
export interface SampleLibrary {
  /** Folder for whatever a test writes. */
  readonly folder: string;
  /** Directory of this test's copy of the library. */
  readonly directory: string;
  /** Copies samples into the album, from the one with this number; returns their paths. */
  place(first: number, count: number): string[];
  open(resume?: boolean): Promise<Library>;
  /** Reads the database beside the writer. */
  look<T>(at: (db: ReadableDb) => T): T;
  /** Writes a network as a file; returns its path. */
  write(network: TestNetwork, name?: string): string;
}

/** Number of sample photos, out of six, that the library holds from the start. */
export const placed = 4;

/** Sets up a library; each test of the file gets a copy. */
export function useSampleLibrary(): SampleLibrary {
  let folder = '';
  let original = '';
  let directory = '';
  let copies = 0;
  let opened: Library[] = [];

  const place = (first: number, count: number) =>
    samplePhotos()
      .slice(first, first + count)
      .map((sample) => {
        const path = join(folder, 'album', basename(sample));
        copyFileSync(sample, path);
        return path;
      });

  const open = async (resume = false) => {
    const library = await openLibrary(directory, { device: 'cpu', model: embeddingModel, resume });
    opened.push(library);
    return library;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'familiar-models-'));
    mkdirSync(join(folder, 'album'));
    original = directory = join(folder, 'original');
    const library = await open();
    await importInto(library, place(0, placed));
    await library.close();
  }, 60_000);
  beforeEach(() => {
    opened = [];
    directory = join(folder, `copy-${copies++}`);
    cpSync(original, directory, { recursive: true });
  });
  afterEach(async () => {
    for (const library of opened) await library.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  return {
    get folder() {
      return folder;
    },
    get directory() {
      return directory;
    },
    place,
    open,
    look(at) {
      const db = openForReading(libraryLayout(directory).database);
      try {
        return at(db);
      } finally {
        db.close();
      }
    },
    write(network, name = 'own.onnx') {
      const path = join(folder, name);
      writeFileSync(path, testFaceNetwork(network));
      return path;
    },
  };
}

export async function importInto(library: Library, paths: string[]): Promise<void> {
  library.imports.start(paths);
  await library.imports.finished();
}
