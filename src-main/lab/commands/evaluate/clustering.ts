import { Command, Option } from 'commander';
import { elementAt, required } from '../../../common/elements.ts';
import { recognisePeople } from '../../recognition/labelled-photos.ts';
import type { Scores } from '../../../metrics/clustering-scores.ts';
import { type Sweep, sweepDistances } from '../../protocols/sweep.ts';
import { type ClusteringAt, clusterAt } from '../../../metrics/grouping.ts';
import { clusteringReport } from '../../report/clustering-report.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../../services/model-session/grouping.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { runDegraded } from './degraded.ts';
import {
  cacheOption,
  type EvaluationOptions,
  measure,
  percent,
  reportOption,
  warnOfFailures,
  writePage,
} from './shared.ts';

interface ClusteringOptions extends EvaluationOptions {
  images: string;
  distance: number;
  sweep?: boolean;
  degraded?: boolean;
  seed: number;
}

export function clusteringCommand(): Command {
  return new Command('clustering')
    .description('tell how well faces are grouped by people, at one distance or at the best of many')
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .option(
      '--distance <d>',
      'distance at which the faces are grouped, 0 to 2',
      numberBetween(0, 2),
      builtInDistance(bestEmbedder().id, defaultGrouping.distance),
    )
    .addOption(
      new Option('--sweep', 'find the best distance, for Chinese whispers and DBSCAN as well').conflicts(
        'distance',
      ),
    )
    .addOption(
      new Option(
        '--degraded',
        'blur, shrink and compress photos by turns, with and without the quality rule',
      ).conflicts('sweep'),
    )
    .option('--seed <n>', 'draws which photos are degraded', numberBetween(0, 2 ** 31, 'whole'), 1)
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts; photos without a face are left out.

Examples:
  familiar evaluate clustering --images lfw --distance 0.4
  familiar evaluate clustering --images lfw --sweep --report clustering.html
  familiar evaluate clustering --images lfw --degraded
  familiar evaluate clustering --images lfw --sweep --json | jq .best.bcubed`,
    )
    .action((options: ClusteringOptions) =>
      options.degraded ? runDegraded(options) : runClustering(options),
    );
}

async function runClustering(options: ClusteringOptions): Promise<void> {
  const read = builtInMeasureOf(bestEmbedder().id);
  const { photos, result, seconds } = await measure(options, async (source) => {
    const photos = await recognisePeople(options.images, source);
    const result: Sweep | ClusteringAt = options.sweep
      ? sweepDistances(photos, read)
      : elementAt(clusterAt(photos, [options.distance], read), 0);
    return { photos, result };
  });
  warnOfFailures(photos.failed);
  await writePage(options, seconds, (context) => clusteringReport(photos, result, context, read));
  const faces = photos.people.length;
  const people = photos.peopleCount;
  if (options.json) {
    const told =
      'curve' in result ? { best: result.best, curve: result.curve, baselines: result.baselines } : result;
    return printJson({ faces, people, ...told });
  }
  const missed = count(photos.missed.length, 'photo');
  process.stdout.write(
    `${count(faces, 'face')} of ${count(people, 'person', 'people')}, ${missed} without a face (${duration(seconds)})\n` +
      ('curve' in result ? describeSweep(result) : describe(result)),
  );
}

function describe({ distance, clusters, bcubed, pairwise }: ClusteringAt): string {
  return (
    `${count(clusters, 'cluster')} at distance ${distance}\n` +
    `B-cubed   ${words(bcubed)}\n` +
    `Pairwise  ${words(pairwise)}\n`
  );
}

function describeSweep({ best, curve, baselines }: Sweep): string {
  const lines = [
    `Best of ${elementAt(curve, 0).distance} to ${required(curve.at(-1)).distance}:`,
    describe(best).trimEnd(),
    'Others, each at its own best distance, B-cubed:',
    ...Object.entries(baselines).map(
      ([name, { distance, bcubed }]) => `  ${name.padEnd(18)}${words(bcubed)} at ${distance}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const words = ({ precision, recall, f }: Scores) =>
  `F ${f.toFixed(4)} (precision ${percent(precision)}, recall ${percent(recall)})`;
