import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { elementAt } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { errorCodes } from '../../contract/errors.ts';
import { type MethodName, methods } from '../../contract/methods.ts';
import { listDamage } from '../../db/damage.ts';
import { openForReading } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import { captureLog } from '../../logging/log.ts';
import { serveEngine } from '../../rpc/router.ts';
import { RestorableLibrary } from '../../library/restorable-library.ts';
import { invalidParams, type Surroundings, validParams } from './arbitraries.ts';
import { makeAlbum, quickRecogniser } from '../quick-recogniser.ts';

export interface CallsReport {
  calls: number;
  /** Number of answers by `ok` or error code. */
  answers: Record<string, number>;
  /**
   * Violations: calls without an answer, results outside the contract, internal or unknown errors, unhandled
   * rejections, damage.
   */
  problems: string[];
  /** Number of lines in the log. */
  logged: number;
  /** Memory after each tenth of the calls, in MiB: resident set, and live JavaScript heap. */
  memoryMB: { resident: number; heap: number }[];
}

/** Concurrent calls. */
const atOnce = 8;
/** One in this many calls is of a slow method, which reopens the library or walks folders. */
const slowOneIn = 200;
const slow = /^(backups\.(make|restore)|import\.|training\.(takeAlbums|start)|removal\.|folders\.)/;
/** Milliseconds after which a call counts as unanswered. */
const patience = 60_000;

/**
 * Calls every method of the contract over a channel, as a page would, with valid and invalid parameters.
 * @param folder empty; contains the library and its photos afterwards
 */
export async function runCalls(folder: string, count: number, seed: number): Promise<CallsReport> {
  const report: CallsReport = {
    calls: 0,
    answers: {},
    problems: [],
    logged: 0,
    memoryMB: [],
  };
  const note = (problem: string): void => {
    if (report.problems.length < 20) report.problems.push(problem);
  };
  const onRejection = (reason: unknown) => note(`nobody handled: ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  const restoreLog = captureLog(({ message, error, facts = {} }) => {
    report.logged++;
    if ('method' in facts) note(`logged: ${message} ${facts.method} ${String(error)}`);
  });
  const { library, around, directory } = await prepare(folder);
  try {
    const line = openLine(library, note);
    const random = seededRandom(seed);
    const make = callMaker(around, random);
    const tenth = Math.ceil(count / 10);
    let left = count;
    const lane = async () => {
      while (left-- > 0) {
        const [method, params] = make();
        const answer = await line.call(method, params, random() < 0.02);
        report.calls++;
        report.answers[answer] = (report.answers[answer] ?? 0) + 1;
        if (report.calls % tenth === 0) report.memoryMB.push(memory());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    line.close();
  } finally {
    await library.close();
    restoreLog();
    process.off('unhandledRejection', onRejection);
  }
  const db = openForReading(libraryLayout(directory).database);
  for (const words of listDamage(db)) note(`the database: ${words}`);
  db.close();
  return report;
}

function memory(): CallsReport['memoryMB'][number] {
  // If Node was started with --expose-gc, only live objects are counted.
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: Math.round(rss / 1024 ** 2), heap: Math.round(heapUsed / 1024 ** 2) };
}

async function prepare(folder: string) {
  const album = join(folder, 'album');
  mkdirSync(album);
  const photos = await makeAlbum(album, 24);
  writeFileSync(join(album, 'notes.txt'), 'no photo');
  const directory = join(folder, 'library');
  const library = await RestorableLibrary.open(directory, {
    device: 'cpu',
    recogniser: quickRecogniser(),
    model: embeddingModel,
  });
  const call = { signal: new AbortController().signal };
  const imported = Promise.withResolvers<void>();
  const off = library.subscribe((name, payload) => {
    if (name === 'import.progress' && 'state' in payload && payload.state === 'done') imported.resolve();
  });
  await library.handlers['import.start']({ paths: [album] }, call);
  await imported.promise;
  off();
  const { backup } = await library.handlers['backups.make']({}, call);
  const around: Surroundings = {
    paths: [
      album,
      elementAt(photos, 0),
      elementAt(photos, 1),
      join(album, 'notes.txt'),
      join(folder, 'nowhere'),
      '/dev/null',
    ],
    backups: [backup.name, '0099-asked-2026-01-01'],
    rows: 60,
  };
  return { library, around, directory };
}

/** All methods are equally frequent, except the slow ones. */
function callMaker(around: Surroundings, random: () => number): () => [MethodName, unknown] {
  const names = Object.keys(methods) as MethodName[];
  const quick = names.filter((name) => !slow.test(name));
  const sluggish = names.filter((name) => slow.test(name));
  const samples = new Map<string, unknown[]>();
  const next = (method: MethodName, isValid: boolean) => {
    const key = `${method} ${isValid}`;
    let kept = samples.get(key);
    if (!kept?.length) {
      const arbitrary = (isValid ? validParams : invalidParams)(method, around);
      const seed = Math.floor(random() * 2 ** 31);
      samples.set(key, (kept = fc.sample(arbitrary, { numRuns: 50, seed })));
    }
    return kept.pop();
  };
  return () => {
    const from = random() * slowOneIn < 1 ? sluggish : quick;
    const method = elementAt(from, Math.floor(random() * from.length));
    return [method, next(method, random() < 0.7)];
  };
}

/** The page's end of a channel to the engine. */
function openLine(library: RestorableLibrary, note: (problem: string) => void) {
  const open = new Map<
    number,
    (answer: { result?: unknown; error?: { code: string; message: string } }) => void
  >();
  let deliver: (message: unknown) => void = () => {};
  let close: () => void = () => {};
  serveEngine(library, {
    send(message) {
      if (!('id' in message)) return;
      const settle = open.get(message.id);
      open.delete(message.id);
      if (settle) settle(message);
      else note(`call ${message.id} was answered twice`);
    },
    onMessage: (callback) => (deliver = callback),
    onClose: (callback) => (close = callback),
  });
  let id = 0;
  return {
    close: () => close(),
    /** @returns `ok` or the error code */
    async call(method: MethodName, params: unknown, isCancelled: boolean): Promise<string> {
      const mine = id++;
      const told = () => `${method} ${JSON.stringify(params)?.slice(0, 300)}`;
      const answer = await new Promise<{
        result?: unknown;
        error?: { code: string; message: string };
      } | null>((resolve) => {
        const timer = setTimeout(() => resolve(null), patience);
        open.set(mine, (message) => {
          clearTimeout(timer);
          resolve(message);
        });
        deliver({ id: mine, method, params });
        if (isCancelled) deliver({ cancel: mine });
      });
      if (answer === null) {
        note(`no answer: ${told()}`);
        return 'none';
      }
      if (answer.error) {
        const { code, message } = answer.error;
        if (code === 'internal' || !(errorCodes as readonly string[]).includes(code))
          note(`${code}: ${message}: ${told()}`);
        return code;
      }
      const parsed = methods[method].result.safeParse(answer.result);
      if (!parsed.success)
        note(`a result that the contract does not allow: ${told()}: ${parsed.error.message}`);
      return 'ok';
    },
  };
}
