import { Command } from 'commander';
import { protocolFrames, verifyVideos } from '../../protocols/verify-videos.ts';
import { videoReport } from '../../report/video-report.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import {
  cacheOption,
  type EvaluationOptions,
  measure,
  writePage,
  reportOption,
  warnOfFailures,
} from './shared.ts';
import { foldWords, verificationJson, verificationLines } from './verification-words.ts';

interface VideoOptions extends EvaluationOptions {
  images: string;
  pairs: string;
  frames: number;
  pairsLimit?: number;
  folds?: number;
}

export function videoCommand(): Command {
  return new Command('video')
    .description('tell whether two videos show one person: the protocol of YouTube Faces')
    .requiredOption('--images <dir>', 'directory of <Person>/<video> folders of frames')
    .requiredOption('--pairs <file>', 'pairs list in the format of splits.txt')
    .option(
      '--frames <n>',
      'frames that count of each video, the first by name',
      numberBetween(1, 1_000_000, 'whole'),
      protocolFrames,
    )
    .option('--pairs-limit <n>', 'only the first n pairs', numberBetween(20, 1_000_000, 'whole'))
    .option('--folds <n>', 'only the first n folds', numberBetween(1, 1_000_000, 'whole'))
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Two videos are as far apart as their frames are in the mean, each frame of one with each of the other. In each
frame the face nearest the centre counts; frames without a face are left out.

A line of the pairs list is "split, first name, second name, is same", parted by commas or by blanks:
  1, Ada_Li/0, Ada_Li/2, 1
  1, Ada_Li/1, Bo_Li/0, 0
The first field may be missing in all lines. A first line without a slash is a heading.

Examples:
  familiar evaluate video --images frame_images_DB --pairs splits.txt
  familiar evaluate video --images frame_images_DB --pairs splits.txt --frames 20 --json | jq .accuracy`,
    )
    .action(runVideo);
}

type Report = Awaited<ReturnType<typeof evaluate>>;

const evaluate = (options: VideoOptions) =>
  measure(options, (source) => verifyVideos({ ...options, ...source }));

async function runVideo(options: VideoOptions): Promise<void> {
  const report = await evaluate(options);
  warnOfFailures(report.failed);
  await writePage(options, report.seconds, (context) => videoReport(report, context));
  if (!options.json) return void process.stdout.write(describe(report));
  const { pairs, videos, frames, missed, framesMissed, seconds } = report;
  printJson({ pairs, videos, frames, missed, framesMissed, ...verificationJson(report), seconds });
}

function describe(report: Report): string {
  const { frames, framesMissed, missed } = report;
  const lines = [
    `${count(report.pairs, 'pair')} of ${count(report.videos, 'video')} (${foldWords(report.folds)}; ${duration(report.seconds)})`,
    ...verificationLines(report),
    `No face in  ${framesMissed} of ${count(frames, 'frame')}, in any frame of ${count(missed.length, 'video')}`,
    ...missed.map((name) => `  ${name}`),
  ];
  return `${lines.join('\n')}\n`;
}
