import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type DetectionPreview, sensitivity, type Sensitivity } from '../../contract/detection.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { oneLine } from '../../contract/visible-text.ts';
import { openLibrary } from '../../library/open.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { readSensitivity } from '../../services/imports/sensitivity.ts';
import { exitCodes } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import { deviceOption, jsonOption, libraryOption, numberBetween, printJson } from '../options.ts';
import { count } from '../words.ts';

interface Options {
  library: string;
  device: DeviceRequest;
  json?: boolean;
}

const levels = sensitivity.options;

export function lookAgainCommand(): Command {
  return new Command('look-again')
    .description(
      'look for faces again in photos and folders of the library; in all photos where none is named',
    )
    .argument('[path...]', 'photos and folders')
    .addOption(new Option('--sensitivity <level>', 'for this look; otherwise the one chosen').choices(levels))
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Names, rejections, drawn faces and dismissals stay. A face that is not found any more stops counting unless it has a name,
and comes back when a later look finds it.

Examples:
  familiar faces look-again party/ --sensitivity thorough
  familiar faces look-again party/IMG_0042.jpg`,
    )
    .action(async (paths: string[], options: Options & { sensitivity?: Sensitivity }) => {
      const interrupt = onInterrupt();
      const library = await openLibrary(options.library, { device: options.device });
      const total = { looked: 0, came: 0, went: 0, failed: [] as { path: string; message: string }[] };
      try {
        const { signal } = interrupt;
        for (const folder of paths.length > 0 ? paths.map((path) => resolve(path)) : [undefined]) {
          const asked = { folder, sensitivity: options.sensitivity };
          const { looked, came, went, failed } = await library.handlers['detection.lookAgain'](asked, {
            signal,
          });
          total.looked += looked;
          total.came += came;
          total.went += went;
          total.failed.push(...failed);
        }
        if (options.json) return printJson(total);
        const lines = [
          `${count(total.looked, 'photo')}: ${count(total.came, 'face')} came, ${total.went} went.`,
        ];
        for (const { path, message } of total.failed) lines.push(`  ${oneLine(path)}: ${oneLine(message)}`);
        process.stdout.write(`${lines.join('\n')}\n`);
      } catch (error) {
        if (!interrupt.signal.aborted) throw error;
        process.exitCode = exitCodes.interrupted;
      } finally {
        interrupt.release();
        await library.close();
      }
    });
}

export function sensitivityCommand(): Command {
  return new Command('sensitivity')
    .description('how easily something is taken for a face: shows it, or chooses it for photos from now on')
    .addArgument(new Command().createArgument('[level]').choices(levels))
    .option(
      '--preview <n>',
      'choose nothing, and tell what would come and go in so many photos of the library',
      numberBetween(1, 1000, 'whole'),
    )
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
cautious finds fewer false faces, thorough finds more blurred, hidden and turned ones. Known photos keep their faces until
they are looked at again.

Examples:
  familiar faces sensitivity
  familiar faces sensitivity thorough --preview 40
  familiar faces sensitivity thorough
  familiar faces look-again`,
    )
    .action(async (level: Sensitivity | undefined, options: Options & { preview?: number }) => {
      if (level === undefined) return showSensitivity(options);
      const library = await openLibrary(options.library, { device: options.device });
      const call = { signal: new AbortController().signal };
      try {
        if (options.preview === undefined) {
          await library.handlers['detection.set']({ sensitivity: level }, call);
          if (options.json) printJson({ sensitivity: level });
          else process.stdout.write(`New photos are looked at with the sensitivity ${level}.\n`);
          return;
        }
        const asked = { sensitivity: level, sample: options.preview };
        const preview = await library.handlers['detection.preview'](asked, call);
        if (options.json) printJson(preview);
        else process.stdout.write(describe(preview));
      } finally {
        await library.close();
      }
    });
}

function showSensitivity(options: Options): void {
  const { db } = lookIntoLibrary(options.library);
  try {
    const chosen = readSensitivity(db);
    if (options.json) printJson({ sensitivity: chosen });
    else process.stdout.write(`${chosen}\n`);
  } finally {
    db.close();
  }
}

function describe({ looked, comes, goes, photos }: DetectionPreview): string {
  const lines = [`In ${count(looked, 'photo')} ${count(comes, 'face')} would come and ${goes} would go.`];
  for (const photo of photos) {
    lines.push(`  ${oneLine(photo.name)}: ${photo.comes.length} would come, ${photo.goes.length} would go`);
  }
  return `${lines.join('\n')}\n`;
}
