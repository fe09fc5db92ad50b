import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { youthWeights } from '../../../clustering/youth-weights.ts';
import { listAlbumSets } from '../../datasets/album-sets.ts';
import { groupChildren } from '../../protocols/children.ts';
import { centralFace } from '../../../faces/detect/central-face.ts';
import { recognisePhotos } from '../../recognition/recognise-photos.ts';
import { ageInName, type AgedFace, fitYouth, tryYouth } from '../../protocols/youth.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../../services/model-session/grouping.ts';
import { deviceOption, jsonOption, printJson } from '../../../cli/options.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

type YouthOptions = EvaluationOptions & { sets: string; write?: string };

export function youthCommand(): Command {
  return new Command('youth')
    .description('tell how well small children are told by their vectors, and fit the weights for that')
    .requiredOption(
      '--sets <dir>',
      'directory with a folder for each set, in it a folder of photos for each person',
    )
    .option('--write <file.ts>', 'module to write the weights of the model to')
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A name such as 001A02.jpg tells that somebody is two years old; photos with other names are of adults.

Example:
  familiar evaluate youth --sets albums`,
    )
    .action(runYouth);
}

async function runYouth(options: YouthOptions): Promise<void> {
  const people = (await listAlbumSets(options.sets)).flatMap((set) => set.people);
  const { faces, failed } = await measure(options, async (source) => {
    const recognised = await recognisePhotos(
      people.flatMap(({ paths }) => paths),
      source,
    );
    const aged = people.flatMap(({ paths }, person): AgedFace[] =>
      paths.flatMap((path) => {
        const photo = recognised.faces.get(path);
        const face = photo && centralFace(photo);
        return face ? [{ vector: face.vector, age: ageInName(basename(path)), person }] : [];
      }),
    );
    return { faces: aged, failed: recognised.failed };
  });
  warnOfFailures(failed);
  const { id } = bestEmbedder();
  const children = groupChildren(faces, {
    modelId: id,
    measure: builtInMeasureOf(id),
    usual: builtInDistance(id, defaultGrouping.distance),
  });
  const figures = { ...tryYouth(faces), children };
  if (options.write) {
    const weights = {
      ...youthWeights,
      [id]: fitYouth(faces).map((w) => Number(w.toFixed(4))),
    };
    writeFileSync(options.write, moduleOf(weights));
  }
  if (options.json) return printJson(figures);
  const lines = figures.ages.map(
    ({ upTo, faces: count, mean }) =>
      `${upTo === null ? 'older' : `under ${upTo}`}: ${count} faces, estimate ${mean.toFixed(2)}`,
  );
  process.stdout.write(
    `${lines.join('\n')}\none adult of twenty above ${figures.adults.toFixed(2)}\n` +
      `${children.faces} faces under ten, grouped with weights fitted on other people: precision ` +
      `${percent(children.precision)}, recall ${percent(children.recall)} (at ${children.distances.join(' and ')})\n`,
  );
}

const moduleOf = (weights: typeof youthWeights): string =>
  `/** Weights of the estimate in youth.ts by model, written by \`familiar evaluate youth --write\`. */
export const youthWeights: Readonly<Record<string, readonly number[] | undefined>> = ${JSON.stringify(weights, null, 2)};
`;
