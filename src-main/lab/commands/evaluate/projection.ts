import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { fitJointProjection } from '../../protocols/projection.ts';
import { deviceOption, jsonOption, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { type EvaluationOptions, measure } from './shared.ts';

interface ProjectionOptions extends EvaluationOptions {
  images: string[];
  out: string;
}

export function projectionCommand(): Command {
  return new Command('projection')
    .description('fit what the joint network’s two vectors are projected to, for building the network')
    .requiredOption('--images <dir...>', 'directories with a folder of photos for each person')
    .requiredOption('--out <file>', 'where to write the matrix, 320 x 128 little-endian float32')
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts. Models are built with src-main/build/joint-projection.f32.

Examples:
  familiar evaluate projection --images albums/western albums/eastasian --out src-main/build/joint-projection.f32`,
    )
    .action(runProjection);
}

async function runProjection(options: ProjectionOptions): Promise<void> {
  const { matrix, faces, kept, seconds } = await measure(options, (source) =>
    fitJointProjection(options.images, source),
  );
  await writeFile(options.out, matrix);
  if (options.json) printJson({ faces, kept, seconds });
  else {
    const part = `${(100 * kept).toFixed(2)} %`;
    process.stdout.write(`${count(faces, 'face')}, ${part} of the length kept (${duration(seconds)})\n`);
  }
}
