import type { TrainingPlan } from '../../contract/training.ts';
import { withLibrary } from '../edits/edit-library.ts';
import { printJson } from '../options.ts';
import type { TrainOptions } from './options.ts';
import { count, duration } from '../words.ts';
import { reasonWords, refusalWords } from './words.ts';

/** Prints the plan of a training. */
export async function printPlan({ library, json }: TrainOptions): Promise<void> {
  const plan = await withLibrary({ library }, async ({ handlers, call }) =>
    handlers['training.plan']({ people: null }, call),
  );
  if (json) printJson(plan);
  else process.stdout.write(describe(plan));
}

function describe({ people, suspects, roles, refusal, untellable, scopes }: TrainingPlan): string {
  const lines = people.map(({ name, faces, poor, counts }) => {
    const left = poor > 0 ? `, ${count(poor, 'poor one')} left out` : '';
    return `  ${name}: ${count(faces, 'face')}${left}${counts ? '' : ' (too few to be learned)'}`;
  });
  lines.unshift(`${count(people.length, 'person has', 'people have')} a name and a face:`);
  if (suspects.length > 0)
    lines.push('Labels to look at first, nearer to somebody else than to their own person:');
  for (const { face, person, nearer, own, other } of suspects) {
    const distances = `${other.toFixed(2)} against ${own.toFixed(2)}`;
    lines.push(`  face ${face}, named ${person.name}, is nearer to ${nearer.name} (${distances})`);
  }
  for (const reason of untellable)
    lines.push(`It could not be recommended: ${reasonWords[reason]} (${reason})`);
  if (refusal) lines.push(`${refusalWords[refusal]} (${refusal})`);
  else {
    const { train, validation, heldOut, strangers, library } = roles;
    lines.push(
      `It would learn from ${count(train, 'face')}, watch itself on ${validation}, and be judged by ${heldOut} of the same ` +
        `people and ${strangers} of strangers, with ${count(library, 'face')} of nobody in particular beside them.`,
    );
  }
  for (const { scope, seconds } of scopes) {
    if (seconds !== null) lines.push(`Scope ${scope} took ${duration(seconds)} last time.`);
  }
  return `${lines.join('\n')}\n`;
}
