import { Command } from 'commander';
import { evaluateSmallFaces } from '../../protocols/small-faces.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { cacheOption, type EvaluationOptions, measure, percent } from './shared.ts';

interface SmallFacesOptions extends EvaluationOptions {
  images: string;
  singles: number;
}

export function smallFacesCommand(): Command {
  return new Command('small-faces')
    .description('tell which small faces are found in large photos, which are made for it')
    .requiredOption('--images <folder>', 'a folder of photos for each person')
    .option(
      '--singles <n>',
      'photos of 24 megapixels with a single face of 50 pixels',
      numberBetween(1, 1000, 'whole'),
      40,
    )
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Clear faces of these people are put into photos of 24 megapixels, 384 of 90 pixels in one and one of 50 pixels in each of
the others, and three of 100 to 150 pixels into a panorama of 15,000. A face is usable that is found and not poor.

Examples:
  familiar evaluate small-faces --images lfw
  familiar evaluate small-faces --images lfw --json | jq '.scenes[] | .usable / .faces'`,
    )
    .action(runSmallFaces);
}

const evaluate = (options: SmallFacesOptions) =>
  measure(options, async (source) => ({
    scenes: await evaluateSmallFaces(options.images, options, source),
  }));

async function runSmallFaces(options: SmallFacesOptions): Promise<void> {
  const { scenes, seconds } = await evaluate(options);
  if (options.json) return printJson({ scenes, seconds });
  const lines = scenes.map(
    ({ scene, photos, faces, found, usable, beside }) =>
      `  ${scene.padEnd(10)}${count(photos, 'photo')}, ${count(faces, 'face')}: ${found} found (${percent(found / faces)}), ` +
      `${usable} usable (${percent(usable / faces)}), ${count(beside, 'detection')} beside`,
  );
  process.stdout.write(`Small faces in large photos (${duration(seconds)})\n${lines.join('\n')}\n`);
}
