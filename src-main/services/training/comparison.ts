import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { required } from '../../common/elements.ts';
import type { Measure } from '../../clustering/measure.ts';
import { siblingModule } from '../../common/module-url.ts';
import { joinVectors } from '../../common/vectors.ts';
import { FamiliarError, type WireError } from '../../contract/errors.ts';
import type { TrainingReport } from '../../contract/training.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { TrainingRunDetails } from '../../db/training-runs.ts';
import { asModel, measureOf } from '../model-session/active-model.ts';
import { defaultGrouping } from '../model-session/grouping.ts';
import type { FrozenFace } from './snapshot.ts';

/** One of the two models, as the comparing thread receives it. */
interface ComparedSide {
  /** Vectors of the faces, row after row. */
  vectors: Float32Array;
  /** Default grouping distance of the model. */
  distance: number;
  measure: Measure;
}

/** Faces of one kind, with the vectors of both models. */
export interface ComparedSet {
  people: Uint32Array;
  photos: Uint32Array;
  base: ComparedSide;
  candidate: ComparedSide;
}

export interface ComparisonTask {
  labelled: ComparedSet;
  strangers: ComparedSet;
  /** Rows of both models' faces, labelled ones first. */
  faceIds: Uint32Array;
  seed: number;
}

export interface Comparison {
  report: TrainingReport;
  changed: TrainingRunDetails['changed'];
}

export type FromComparing = { done: Comparison } | { failed: WireError };

/**
 * Compares a candidate with its base on faces that neither has seen, on a thread of its own.
 * @param base id of the model of the stored vectors
 * @param vectors vectors of the candidate, by face
 */
export async function compareWithBase(
  db: ReadableDb,
  base: string,
  faces: readonly FrozenFace[],
  vectors: ReadonlyMap<number, Float32Array>,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<Comparison> {
  const judged = faces.filter(({ faceId }) => vectors.has(faceId));
  // The distance after the candidate comes into force [Note: Distances of another model].
  const grouping = { distance: asModel(db, base, defaultGrouping.distance), measure: measureOf(db, base) };
  const asSet = (role: FrozenFace['role']): ComparedSet => {
    const own = judged.filter((face) => face.role === role);
    return {
      people: numbersOf(own.map(({ person }) => person)),
      photos: Uint32Array.from(own, ({ photoId }) => photoId),
      base: {
        vectors: joinVectors(own.map(({ vector }) => vector)),
        ...grouping,
      },
      candidate: {
        vectors: joinVectors(own.map(({ faceId }) => required(vectors.get(faceId)))),
        ...grouping,
      },
    };
  };
  const order = (['held-out', 'stranger'] as const).flatMap((role) =>
    judged.filter((face) => face.role === role),
  );
  const task: ComparisonTask = {
    labelled: asSet('held-out'),
    strangers: asSet('stranger'),
    faceIds: Uint32Array.from(order, ({ faceId }) => faceId),
    seed,
  };
  return compareInThread(task, signal);
}

async function compareInThread(task: ComparisonTask, signal: AbortSignal): Promise<Comparison> {
  const worker = new Worker(siblingModule(import.meta.url, './comparison-worker'), { workerData: task });
  const end = () => void worker.terminate();
  signal.addEventListener('abort', end);
  try {
    const first = once(worker, 'message') as Promise<[FromComparing]>;
    const ended = once(worker, 'exit').then((): [FromComparing] => {
      throw new FamiliarError('cancelled', 'the comparison was ended before it was done');
    });
    ended.catch(() => {});
    const [message] = await Promise.race([first, ended]);
    if ('failed' in message) throw new FamiliarError(message.failed.code, message.failed.message);
    return message.done;
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
}

/** Numbers people from 0. */
function numbersOf(people: readonly (string | null)[]): Uint32Array {
  const numbers = new Map<string | null, number>();
  return Uint32Array.from(people, (person) => {
    if (!numbers.has(person)) numbers.set(person, numbers.size);
    return required(numbers.get(person));
  });
}
