import { Command } from 'commander';
import { detectPhotos, type PhotoBox } from '../../protocols/detect-photos.ts';
import { deviceOption, jsonOption, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

interface DetectionOptions extends EvaluationOptions {
  boxes: string[];
}

export function detectionCommand(): Command {
  return new Command('detection')
    .description('tell which of the faces marked in photos are found, and what is found beside them')
    .requiredOption('--boxes <file...>', 'marked faces in dlib’s XML format; photos lie relative to it')
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A face is found where a detection overlaps it by half (IoU 0.5). Boxes marked ignore='1' do not count.

Examples:
  familiar evaluate detection --boxes faces/training.xml faces/testing.xml
  familiar evaluate detection --boxes faces/testing.xml --json | jq .recall`,
    )
    .action(runDetection);
}

type Report = Awaited<ReturnType<typeof evaluate>>;

const evaluate = (options: DetectionOptions) =>
  measure(options, (source) => detectPhotos(options.boxes, source));

async function runDetection(options: DetectionOptions): Promise<void> {
  const report = await evaluate(options);
  warnOfFailures(report.failed);
  const { photos, boxes, recall, precision, averagePrecision } = report;
  if (options.json) printJson({ photos, boxes, recall, precision, averagePrecision });
  else process.stdout.write(describe(report));
}

function describe(report: Report): string {
  const place = ({ path, box: { left, top, right, bottom } }: PhotoBox) =>
    `${path} at ${[left, top, right - left, bottom - top].map(Math.round).join(', ')}`;
  const lines = [
    `${count(report.boxes, 'marked face')} in ${count(report.photos, 'photo')} (${duration(report.seconds)})`,
    `Recall             ${percent(report.recall)}`,
    `Precision          ${percent(report.precision)}`,
    `Average precision  ${report.averagePrecision.toFixed(4)}`,
    `Missed             ${count(report.missed.length, 'face')} (left, top, width, height in pixels)`,
    ...report.missed.map((face) => `  ${place(face)}`),
    `Not marked         ${count(report.false.length, 'detection')}`,
    ...report.false.map((face) => `  ${place(face)}, score ${face.score.toFixed(3)}`),
  ];
  return `${lines.join('\n')}\n`;
}
