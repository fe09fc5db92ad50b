import { Command } from 'commander';
import { calibrate, type CalibrationFigure, type CalibrationFigures } from '../../evaluation/calibration.ts';
import { recognisePeople } from '../../evaluation/labelled-photos.ts';
import { deviceOption, jsonOption, printJson } from '../options.ts';
import { count, duration } from '../words.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

interface CalibrationOptions extends EvaluationOptions {
  images: string;
}

export function calibrationCommand(): Command {
  return new Command('calibration')
    .description('tell at which distance one in a hundred to one in 100,000 strangers would pass')
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts; photos without a face are left out. All pairs of faces of two
people are compared; every two people count the same, however many photos they have.

Examples:
  familiar evaluate calibration --images lfw
  familiar evaluate calibration --images lfw --json | jq '.points[] | {far, distance}'`,
    )
    .action(runCalibration);
}

async function runCalibration(options: CalibrationOptions): Promise<void> {
  const { photos, figures, seconds } = await measure(options, async (source) => {
    const photos = await recognisePeople(options.images, source);
    return { photos, figures: calibrate(photos) };
  });
  warnOfFailures(photos.failed);
  const { missed } = photos;
  if (options.json) printJson({ ...figures, missed, seconds });
  else process.stdout.write(describe(figures, missed.length, seconds));
}

function describe({ faces, people, pairs, points }: CalibrationFigures, missed: number, seconds: number) {
  const lines = [
    `${count(faces, 'face')} of ${count(people, 'person', 'people')}, ${count(missed, 'photo')} without a face (${duration(seconds)})`,
    `${count(pairs.different, 'pair')} of two people, ${pairs.same} of one`,
    ...points.map(describePoint),
  ];
  return `${lines.join('\n')}\n`;
}

function describePoint({ far, distance, val, accepted }: CalibrationFigure): string {
  const rate = `FAR ${far}`.padEnd(12);
  if (accepted === 0) return `${rate} too few people to tell`;
  const found = val === null ? '' : `, VAL ${percent(val)}`;
  return `${rate} distance ${distance.toFixed(4)}${found} (${count(accepted, 'pair')} of two people accepted)`;
}
