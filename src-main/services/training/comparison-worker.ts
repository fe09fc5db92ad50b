import { parentPort, workerData } from 'node:worker_threads';
import { elementAt, firstItems, required } from '../../common/elements.ts';
import { toWireError } from '../../contract/errors.ts';
import { findChangedPairs } from '../../metrics/changed-pairs.ts';
import { compareModels, limitsOf } from '../../metrics/model-comparison.ts';
import { judgePromotion } from '../../metrics/promotion.ts';
import type { ComparedSet, Comparison, ComparisonTask, FromComparing } from './comparison.ts';
import { lowerThreadPriority } from './low-priority.ts';

/**
 * Entry of the thread that compares a candidate with its base: a second for 1,000 faces; the time grows with their
 * square.
 */

const task = workerData as ComparisonTask;

function compare({ labelled, strangers, seed }: ComparisonTask): Comparison {
  const [known, others] = firstItems(
    [labelled, strangers].map((set) => compareModels(set, set.base, set.candidate, { seed })),
    2,
  );
  return {
    report: { labelled: known, strangers: others, verdict: judgePromotion(known, others) },
    changed: changedPairs(task),
  };
}

/** Comparison over all faces that neither model has seen, each model at its own limit on them. */
function changedPairs({ labelled, strangers, faceIds }: ComparisonTask): Comparison['changed'] {
  const people = Uint32Array.from([
    ...labelled.people,
    ...strangers.people.map((person) => person + labelled.people.length),
  ]);
  if (new Set(people).size < 2) return { becameRight: [], becameWrong: [], rightTotal: 0, wrongTotal: 0 };
  const both = (side: 'base' | 'candidate') => joinedVectors(labelled[side], strangers[side]);
  const [base, candidate] = [both('base'), both('candidate')];
  const [before, after] = limitsOf(people, base, candidate);
  const { becameRight, becameWrong, ...totals } = findChangedPairs(
    people,
    { vectors: base, limit: before },
    { vectors: candidate, limit: after },
  );
  const named = (pairs: typeof becameRight) =>
    pairs.map((pair) => ({ ...pair, a: elementAt(faceIds, pair.a), b: elementAt(faceIds, pair.b) }));
  return { becameRight: named(becameRight), becameWrong: named(becameWrong), ...totals };
}

function joinedVectors(one: ComparedSet['base'], other: ComparedSet['base']): Float32Array {
  const joined = new Float32Array(one.vectors.length + other.vectors.length);
  joined.set(one.vectors);
  joined.set(other.vectors, one.vectors.length);
  return joined;
}

lowerThreadPriority();
const send = (message: FromComparing) => required(parentPort).postMessage(message);
try {
  send({ done: compare(task) });
} catch (error) {
  send({ failed: toWireError(error) });
}
