import { leftOutReason } from '../../../contract/models.ts';
import { degradations, strengths } from '../../datasets/degrade.ts';
import { type DegradedClustering, evaluateDegraded, type RuleEffect } from '../../protocols/degraded.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

export interface DegradedOptions extends EvaluationOptions {
  images: string;
  distance: number;
  seed: number;
}

/** Runs `familiar evaluate clustering --degraded`. */
export async function runDegraded(options: DegradedOptions): Promise<void> {
  const { failed, seconds, ...result } = await measure(options, (source) =>
    evaluateDegraded(options.images, { ...options, measure: builtInMeasureOf(bestEmbedder().id) }, source),
  );
  warnOfFailures(failed);
  const { faces, people, degraded, inForce, best } = result;
  if (options.json) {
    return printJson({ faces, people, seed: options.seed, strengths, degraded, inForce, best, seconds });
  }
  process.stdout.write(`${describe(result, seconds)}\n`);
}

function describe({ faces, people, degraded, inForce, best }: DegradedClustering, seconds: number): string {
  return [
    `${count(faces, 'face')} of ${count(people, 'person', 'people')} (${duration(seconds)})`,
    ...degradations.map((kind) => {
      const { photos, missed, poor } = degraded[kind];
      return `  ${kind.padEnd(16)}${count(photos, 'photo')}, ${missed} without a face, ${count(poor, 'poor face')}`;
    }),
    `B-cubed at distance ${inForce.with.distance}`,
    ...effect(inForce),
    `B-cubed at the best distance of each`,
    ...effect(best),
  ].join('\n');
}

function effect({ without, with: ruled }: RuleEffect): string[] {
  const words = ({ bcubed: { f, precision, recall }, distance }: RuleEffect['without']) =>
    `F ${f.toFixed(4)} (precision ${percent(precision)}, recall ${percent(recall)}) at ${distance}`;
  const reasons = leftOutReason.options
    .filter((reason) => ruled.leftOut[reason] > 0)
    .map((reason) => `${ruled.leftOut[reason]} ${reason}`);
  return [
    `  all faces alike  ${words(without)}`,
    `  poor start none  ${words(ruled)}`,
    `                   left out: ${reasons.join(', ') || 'none'}`,
  ];
}
