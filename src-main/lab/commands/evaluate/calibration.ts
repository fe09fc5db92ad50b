import { Command } from 'commander';
import { calibrate, type CalibrationFigure, type CalibrationFigures } from '../../protocols/calibration.ts';
import { embeddingDimension } from '../../../common/vectors.ts';
import { type LabelledPhotos, recognisePeople } from '../../recognition/labelled-photos.ts';
import { deviceOption, jsonOption, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

interface CalibrationOptions extends EvaluationOptions {
  images: string[];
}

export function calibrationCommand(): Command {
  return new Command('calibration')
    .description('tell at which distance one in a hundred to one in 100,000 strangers would pass')
    .requiredOption(
      '--images <dir...>',
      'directories with a folder of photos for each person, one a kind of people',
    )
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts; photos without a face are left out. All pairs of faces of two
people are compared; every two people count the same, however many photos they have. Of several directories, people
are compared within each, and all directories count the same.

Examples:
  familiar evaluate calibration --images lfw
  familiar evaluate calibration --images albums/western albums/eastasian lfw
  familiar evaluate calibration --images lfw --json | jq '.points[] | {far, distance}'`,
    )
    .action(runCalibration);
}

async function runCalibration(options: CalibrationOptions): Promise<void> {
  const { photos, figures, seconds } = await measure(options, async (source) => {
    const photos: LabelledPhotos[] = [];
    for (const images of options.images) photos.push(await recognisePeople(images, source));
    return { photos, figures: calibrateKinds(photos) };
  });
  warnOfFailures(photos.flatMap(({ failed }) => failed));
  const missed = photos.flatMap((kind) => kind.missed);
  if (options.json) printJson({ ...figures, missed, seconds });
  else process.stdout.write(describe(figures, missed.length, seconds));
}

/**
 * Calibrates on several kinds of people together; people of two kinds are different ones, even with equal numbers.
 */
function calibrateKinds(photos: readonly LabelledPhotos[]): CalibrationFigures {
  let first = 0;
  const people = photos.flatMap((kind) => {
    const own = Array.from(kind.people, (person) => first + person);
    first = Math.max(first, ...own) + 1;
    return own;
  });
  const kinds = photos.flatMap((kind, k) => Array.from(kind.people, () => k));
  const vectors = new Float32Array(people.length * embeddingDimension);
  photos.reduce((at, kind) => {
    vectors.set(kind.vectors, at);
    return at + kind.vectors.length;
  }, 0);
  return calibrate({ vectors, people: Uint32Array.from(people) }, Uint32Array.from(kinds));
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
