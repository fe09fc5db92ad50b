import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { elementAt } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { openForReading } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import { openLibrary } from '../../library/open.ts';
import { testFaceNetwork } from '../../nn/test-face-network.ts';
import { identifyFile } from '../../photos/identify.ts';
import { samplePhotos } from '../../services/imports/samples.ts';
import { makeAlbum, quickRecogniser } from '../quick-recogniser.ts';
import { linesOf, wordsOf } from './acknowledged.ts';
import { inspectKilled } from './invariants.ts';
import type { Work } from './works.ts';

export interface KillsReport {
  kills: number;
  /** Number of kills by the work of the process. */
  during: Partial<Record<Work, number>>;
  /** Total number of changes that were acknowledged before a kill. */
  acknowledged: number;
  /** Kills after which an invariant was violated. */
  failed: { kill: number; work: Work; afterMilliseconds: number; problems: string[] }[];
}

export interface KillsOptions {
  count: number;
  seed: number;
  /** Kinds of work; all by default. */
  only?: readonly Work[] | undefined;
  /** Called after each kill. */
  told?: (kill: number) => void;
  /** Ends the run after the current kill; the report covers the kills so far. */
  signal?: AbortSignal;
}

/**
 * Frequency of each kind of work, and the milliseconds after its readiness within which the process is
 * killed.
 */
const plans: Record<Work, { weight: number; within: number }> = {
  import: { weight: 5, within: 400 },
  edits: { weight: 8, within: 700 },
  backup: { weight: 3, within: 300 },
  restore: { weight: 4, within: 1200 },
  switch: { weight: 4, within: 2000 },
  train: { weight: 1, within: 4000 },
  watch: { weight: 4, within: 400 },
  write: { weight: 4, within: 4000 },
  recognise: { weight: 1, within: 6000 },
};
/** One in this many processes is killed while it opens the library. */
const openingOneIn = 10;
/** New photos for each import. */
const photosEach = 25;
const opening = 1500;
/** Milliseconds that a process may take to become ready. */
const patience = 120_000;

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Kills processes that work on a library, one after another, and checks for losses after each.
 * @param folder empty; contains the library and its photos afterwards
 */
export async function runKills(
  folder: string,
  { count, seed, only, told = () => {}, signal }: KillsOptions,
): Promise<KillsReport> {
  const random = seededRandom(seed);
  const album = join(folder, 'album');
  const away = join(folder, 'away');
  const directory = join(folder, 'library');
  for (const made of [album, away]) mkdirSync(made);
  let words = await prepare(folder, directory, album);
  const report: KillsReport = { kills: 0, during: {}, acknowledged: 0, failed: [] };
  const choose = chooser(random, only);
  for (let kill = 1; kill <= count && !signal?.aborted; kill++) {
    const work = choose();
    if (work === 'import') await addPhotos(album, kill, random);
    if (work === 'watch') await addPhotos(away, kill, random);
    if (work === 'recognise') await addSample(album, kill);
    const log = join(folder, `${kill}.log`);
    const isOpening = random() * openingOneIn < 1;
    const afterMilliseconds = Math.round(random() * (isOpening ? opening : plans[work].within));
    const pictures = await picturesIn([album, away]);
    const args = [directory, album, away, work, String(seed + kill), log];
    const isAlive = await killAfter(args, {
      log,
      isOpening,
      milliseconds: afterMilliseconds,
      cache: process.env['NODE_COMPILE_CACHE'] ?? join(folder, 'compiled'),
    });
    const lines = linesOf(log);
    const found = await inspectKilled(directory, album, words, lines).catch((error: unknown) => ({
      problems: [`it does not open: ${String(error)}`],
      words,
    }));
    const kept = await picturesIn([album, away]);
    if (kept.join() !== pictures.join())
      found.problems.push(`the photos have other pictures: ${kept.length} of ${pictures.length}`);
    if (!isAlive) found.problems.push('the process had ended by itself');
    words = found.words;
    report.kills++;
    report.during[work] = (report.during[work] ?? 0) + 1;
    report.acknowledged += lines.filter((line) => 'done' in line).length;
    if (found.problems.length > 0)
      report.failed.push({ kill, work, afterMilliseconds, problems: found.problems });
    told(kill);
  }
  return report;
}

/** A library with eight named people and two models. */
async function prepare(folder: string, directory: string, album: string): Promise<string> {
  await makeAlbum(album, 48);
  const library = await openLibrary(directory, {
    device: 'cpu',
    recogniser: quickRecogniser(),
    model: embeddingModel,
  });
  const call = { signal: new AbortController().signal };
  library.imports.start([album]);
  await library.imports.finished();
  const { people } = await library.handlers['people.list']({ distance: 0.33, minFaces: 2 }, call);
  for (const [i, { id }] of people.entries()) {
    await library.handlers['people.name']({ id, name: `Person ${i}`, distance: 0.33 }, call);
  }
  const network = join(folder, 'own.onnx');
  writeFileSync(network, testFaceNetwork());
  const id = await library.models.add({ file: network, kind: 'arcface112' });
  await library.models.use(id);
  await library.close();
  const db = openForReading(libraryLayout(directory).database);
  const words = wordsOf(db);
  db.close();
  return words;
}

async function addPhotos(album: string, kill: number, random: () => number): Promise<void> {
  for (let i = 0; i < photosEach; i++) {
    const data = Uint8Array.from({ length: 96 * 96 * 3 }, () => 256 * random());
    const path = join(album, `p${1 + (i % 8)}-${1000 * kill + i}.jpg`);
    await sharp(data, { raw: { width: 96, height: 96, channels: 3 } }).toFile(path);
  }
}

/** Identities of all pictures, sorted; metadata do not affect them. */
async function picturesIn(folders: readonly string[]): Promise<string[]> {
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[^.].*\.jpg$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const pictures: string[] = [];
  for (const path of paths) {
    const { image } = await identifyFile(path);
    pictures.push(image?.toString('hex') ?? `none: ${path}`);
  }
  return pictures.sort();
}

/** A variant of a sample photo, cropped differently each time. */
async function addSample(album: string, kill: number): Promise<void> {
  const samples = samplePhotos();
  const sample = sharp(samples[kill % samples.length]);
  const { width, height } = await sample.metadata();
  const cut = { left: kill % 40, top: 0, width: width - (kill % 40), height };
  await sample.extract(cut).toFile(join(album, `sample-${kill}.jpg`));
}

function chooser(random: () => number, only?: readonly Work[]): () => Work {
  const works = (Object.keys(plans) as Work[]).filter((work) => only?.includes(work) ?? true);
  const lots = works.flatMap((work) => Array.from({ length: plans[work].weight }, () => work));
  return () => elementAt(lots, Math.floor(random() * lots.length));
}

interface Killing {
  /** Path of the process's log. */
  log: string;
  isOpening: boolean;
  milliseconds: number;
  /** Node's compile cache, shared by all processes. */
  cache: string;
}

/** @returns true if the process had to be killed */
async function killAfter(args: string[], { log, isOpening, milliseconds, cache }: Killing): Promise<boolean> {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  // The process has its own group, so that Ctrl-C in a terminal does not end it.
  const child = spawn(process.execPath, [worker, ...args], { stdio: 'ignore', env, detached: true });
  const ended = once(child, 'exit');
  try {
    const until = Date.now() + patience;
    const isReady = () => linesOf(log).some((line) => 'ready' in line);
    while (!isOpening && !isReady() && child.exitCode === null && Date.now() < until) await delay(10);
    await delay(milliseconds);
    return child.exitCode === null;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
