import type { TrainingRun } from '../../contract/training.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { describeRuns } from '../../services/training/history.ts';
import { printJson } from '../options.ts';
import type { TrainOptions } from './options.ts';
import { count, duration } from '../words.ts';

/** Lists the runs of a library, newest first. */
export function printRuns({ library, json }: TrainOptions): void {
  const { db } = lookIntoLibrary(library);
  try {
    const runs = describeRuns(db);
    if (json) printJson({ runs });
    else process.stdout.write(runs.map(line).join('') || 'Nothing was trained yet.\n');
  } finally {
    db.close();
  }
}

function line(run: TrainingRun): string {
  const { id, startedAt, scope, people, faces, seconds, candidate, active, decision, failure, state } = run;
  const outcome = active
    ? `${candidate}, in use`
    : decision === 'used'
      ? `${candidate}, was used`
      : candidate
        ? `${candidate}, not used`
        : failure
          ? `${failure.message} (${failure.code})`
          : 'nothing came of it';
  const when = startedAt.slice(0, 16).replace('T', ' ');
  const what = `${scope}, ${count(people, 'person', 'people')}, ${count(faces, 'face')}, ${duration(seconds)}`;
  return `${id}  ${when}  ${state}  ${what}: ${outcome}\n`;
}
