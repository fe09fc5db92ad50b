import type { SingleBar } from 'cli-progress';
import { FamiliarError } from '../../contract/errors.ts';
import type { Emit } from '../../contract/events.ts';
import type { ImportProgress } from '../../contract/models.ts';
import type {
  AlbumsTaken,
  TrainingProgress,
  TrainingRoles,
  TrainingRunDetail,
  TrainingState,
} from '../../contract/training.ts';
import { oneLine } from '../../contract/visible-text.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import { describeRun } from '../../services/training/history.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { exitCodes } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import { printJson } from '../options.ts';
import { barOnTerminal } from '../progress-bar.ts';
import type { TrainOptions } from './options.ts';
import { count, duration } from '../words.ts';
import { comparisonTable, verdictWords } from './words.ts';

/** Output of `familiar train --json`. */
interface TrainReport {
  run: number;
  state: TrainingState;
  scope: string;
  seed: number;
  base: string;
  candidate: string | null;
  /** True if the candidate is in force now. */
  promoted: boolean;
  /** Reasons of the promotion rule; empty where nothing was judged. */
  reasons: string[];
  words: string;
  people: number;
  faces: number;
  /** Photos with faces of the run, and photos trained on. */
  photos: number;
  trainedOn: number;
  roles: TrainingRoles;
  report: Pick<NonNullable<TrainingRunDetail['report']>, 'labelled' | 'strangers'> | null;
  albums: AlbumsTaken | null;
  steps: number;
  seconds: number;
  backend: string | null;
}

/** Imports albums, trains, compares, and promotes the candidate if the rule says so. */
export async function runTraining(options: TrainOptions): Promise<void> {
  const interrupt = onInterrupt('Ending training; once more ends at once …');
  const library = await openLibrary(options.library, { device: options.device });
  const bar = new TrainingBar(library);
  try {
    const { albums: folder, scope, minutes = null, epochs = null, seed = null } = options;
    const { signal } = interrupt;
    const albums = folder === undefined ? null : (await library.training.takeAlbums(folder, signal)).result;
    if (albums && !options.json) process.stdout.write(describeAlbums(albums));
    const run = await library.training.start({ people: null, albums: null, scope, minutes, epochs, seed });
    const stop = () => library.training.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    await library.training.finished();
    bar.stop();
    const detail = runOf(options.library, run);
    if (detail.failure) throw new FamiliarError(detail.failure.code, detail.failure.message);
    const promoted = await decide(library, detail, options, bar);
    const report = reportOf(detail, promoted, albums);
    if (options.json) printJson(report);
    else process.stdout.write(describe(report, detail));
    if (signal.aborted) process.exitCode = exitCodes.interrupted;
  } finally {
    bar.stop();
    interrupt.release();
    await library.close();
  }
}

function runOf(directory: string, run: number): TrainingRunDetail {
  const { db } = lookIntoLibrary(directory);
  try {
    return describeRun(db, run);
  } finally {
    db.close();
  }
}

/**
 * @returns true if the candidate is in force now
 */
async function decide(
  library: Library,
  { id, state, candidate, report }: TrainingRunDetail,
  { promote }: TrainOptions,
  bar: TrainingBar,
): Promise<boolean> {
  if (candidate === null || !report || state !== 'done' || !promote) return false;
  if (!report.verdict.promote) {
    await library.training.keepOld(id);
    return false;
  }
  const using = library.models.use(library.training.choose(id), ({ done, total }) =>
    bar.show('faces', done, total),
  );
  return (await using) !== null;
}

function reportOf(detail: TrainingRunDetail, promoted: boolean, albums: AlbumsTaken | null): TrainReport {
  const { id, state, scope, seed, base, candidate, people, faces, photos, trainedOn, roles, report } = detail;
  const { steps, seconds, backend } = detail;
  return {
    ...{ run: id, state, scope, seed, base, candidate, promoted },
    reasons: report?.verdict.reasons ?? [],
    words: wordsOf(detail, promoted),
    ...{ people, faces, photos, trainedOn: trainedOn.length, roles },
    report: report && { labelled: report.labelled, strangers: report.strangers },
    ...{ albums, steps, seconds, backend },
  };
}

function wordsOf({ state, candidate, report }: TrainingRunDetail, promoted: boolean): string {
  if (candidate === null) return 'Nothing that it learned was better than the model in use.';
  const all = report ? verdictWords(report) : '';
  const how = `familiar model activate ${candidate}`;
  if (promoted) return `${all} ${candidate} is in use; familiar model rollback goes back.`;
  if (state === 'stopped') return `It was stopped: ${candidate} is kept, and not in use. ${how} takes it.`;
  if (report?.verdict.promote)
    return `The rule would take it into use, but was told not to. ${how} takes it.`;
  return `${all} ${candidate} is kept; ${how} takes it all the same.`;
}

function describe(report: TrainReport, detail: TrainingRunDetail): string {
  const { run, people, faces, trainedOn, steps, seconds, backend, words } = report;
  const on = `${count(faces, 'face')} of ${count(people, 'person', 'people')} in ${count(trainedOn, 'photo')}`;
  const lines = [
    `Run ${run} learned from ${on} (${count(steps, 'step')}, ${backend ?? '-'}, ${duration(seconds)}).`,
  ];
  if (detail.report) lines.push(comparisonTable(detail.report));
  return `${[...lines, words].join('\n')}\n`;
}

function describeAlbums({ albums, conflicts }: AlbumsTaken): string {
  const sum = (of: (album: AlbumsTaken['albums'][number]) => number) =>
    albums.reduce((total, album) => total + of(album), 0);
  const [labelled, known, missed] = [sum((a) => a.labelled), sum((a) => a.known), sum((a) => a.missed)];
  const lines = [`Took ${count(labelled, 'face')} from ${count(albums.length, 'album')}.`];
  if (known > 0) lines.push(`${count(known, 'face was', 'faces were')} their people's already.`);
  if (missed > 0) lines.push(`No face was found in ${count(missed, 'photo')}.`);
  for (const { face, album, person } of conflicts) {
    const why = person ? `is ${person.name ?? "somebody else's"}` : 'was said not to be';
    lines.push(`Face ${face} in ${oneLine(album)} ${why}, and stayed so.`);
  }
  return `${lines.join('\n')}\n`;
}

const stateWords: Partial<Record<TrainingState, string>> = {
  preparing: 'photos prepared',
  training: 'steps',
  paused: 'waiting',
  evaluating: 'photos compared',
};

/** Shows progress on a terminal. */
class TrainingBar {
  readonly #bar: SingleBar | null = barOnTerminal('{bar} {value}/{total} {what}');
  #started = false;
  readonly #unsubscribe: () => void;

  constructor(library: Library) {
    const onEvent: Emit = (name, payload) => {
      if (name === 'import.progress') {
        const { photos, failed, skipped, remaining } = payload as ImportProgress;
        const done = photos + failed + skipped;
        this.show('photos imported', done, done + remaining);
      } else if (name === 'training.progress') this.#showTraining(payload as TrainingProgress);
    };
    this.#unsubscribe = library.subscribe(onEvent);
  }

  show(what: string, done: number, total: number): void {
    if (!this.#started) this.#bar?.start(total, done, { what });
    this.#started = true;
    this.#bar?.setTotal(total);
    this.#bar?.update(done, { what });
  }

  stop(): void {
    this.#unsubscribe();
    this.#bar?.stop();
    this.#started = false;
  }

  #showTraining({ state, done, total, point, secondsLeft }: TrainingProgress): void {
    const words = stateWords[state];
    if (!words) return;
    const parts = [words];
    if (point) parts.push(`loss ${point.loss.toFixed(4)}, ${Math.round(100 * point.active)} % active`);
    if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
    this.show(parts.join(' · '), done, total);
  }
}
