import { Command } from 'commander';
import { type AlbumFigures, type AlbumReport, evaluateAlbums } from '../../protocols/albums.ts';
import { listAlbumSets, recogniseSets } from '../../datasets/album-sets.ts';
import type { Scores } from '../../../metrics/clustering-scores.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../../services/model-session/grouping.ts';
import { deviceOption, jsonOption, printJson } from '../../../cli/options.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

type AlbumsOptions = EvaluationOptions & { sets: string };

export function albumsCommand(): Command {
  return new Command('albums')
    .description('tell how well albums are grouped, each set alone and all mixed into one library')
    .requiredOption(
      '--sets <dir>',
      'directory with a folder for each set, in it a folder of photos for each person',
    )
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
All faces of the photos are grouped, as in a library; the one in the middle of each photo is judged. At the start
stands the distance that the library chooses by itself.

Examples:
  familiar evaluate albums --sets albums
  familiar evaluate albums --sets albums --json | jq '.sets[] | {name, f: .start.bcubed.f, effort}'`,
    )
    .action(runAlbums);
}

async function runAlbums(options: AlbumsOptions): Promise<void> {
  const sets = await listAlbumSets(options.sets);
  const { report, failed } = await measure(options, async (source) => {
    const { sets: recognised, failed } = await recogniseSets(sets, source);
    const { id } = bestEmbedder();
    const grouping = {
      modelId: id,
      measure: builtInMeasureOf(id),
      usual: builtInDistance(id, defaultGrouping.distance),
    };
    return { report: evaluateAlbums(recognised, grouping), failed };
  });
  warnOfFailures(failed);
  if (options.json) printJson(fieldsOf(report));
  else process.stdout.write(describe(report));
}

/** Reduces the report to the fields of the JSON. */
const fieldsOf = ({ sets, mixed }: AlbumReport) => {
  const figuresOf = ({ effortOfWhispers: _, ...figures }: AlbumFigures) => figures;
  return { sets: sets.map(figuresOf), mixed: figuresOf(mixed) };
};

function describe({ sets, mixed }: AlbumReport): string {
  return [...sets, mixed].map(describeSet).join('\n');
}

function describeSet({
  name,
  faces,
  people,
  missed,
  start,
  best,
  baselines,
  ...answers
}: AlbumFigures): string {
  const lines = [['at the start', start], ['at its best', best], ...Object.entries(baselines)] as [
    string,
    { distance: number; bcubed: Scores },
  ][];
  return [
    `${name}: ${faces} faces of ${people} people, ${missed} photos without a face; ${start.groups} groups a person`,
    ...lines.map(([words, { distance, bcubed }]) => `  ${words.padEnd(18)}${told(bcubed)} at ${distance}`),
    `  answers to name 95 % right: ${answers.effort}; with the groups of Chinese whispers ${answers.effortOfWhispers}`,
    '',
  ].join('\n');
}

const told = ({ precision, recall, f }: Scores) =>
  `F ${f.toFixed(4)} (precision ${percent(precision)}, recall ${percent(recall)})`;
