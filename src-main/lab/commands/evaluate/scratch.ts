import { Command, Option } from 'commander';
import { elementAt, required } from '../../../common/elements.ts';
import {
  learnFromScratch,
  type ScratchNetwork,
  scratchNetworks,
  type ScratchPoint,
  type ScratchResult,
} from '../../protocols/scratch.ts';
import type { ScratchRates } from '../../protocols/scratch-rates.ts';
import { barOnTerminal } from '../../../cli/progress-bar.ts';
import { jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import { cacheOption, percent } from './shared.ts';

interface ScratchCommandOptions {
  images: string;
  network: ScratchNetwork;
  side: number;
  width: number;
  minutes: number;
  steps?: number;
  people: number;
  photos: number;
  rate: number;
  seed: number;
  cache: string;
  json?: boolean;
}

export function scratchCommand(): Command {
  const whole = (low: number, high: number) => numberBetween(low, high, 'whole');
  return new Command('scratch')
    .description("train one of FaceNet's networks from random weights, and tell what it has learnt")
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .addOption(new Option('--network <name>', 'which').choices(scratchNetworks).default('nn2'))
    .option('--side <n>', "pixels of the input's side (NNS2 has its own)", whole(32, 224), 96)
    .option('--width <n>', "multiplies the paper's channels", numberBetween(0.05, 1), 0.5)
    .option('--minutes <n>', 'how long it trains', numberBetween(0.01, 10_000), 8)
    .option('--steps <n>', 'how many steps it trains, whatever they take', whole(1, 1_000_000))
    .option(
      '--people <n>',
      'people to learn, those with most photos; half as many more are strangers',
      whole(2, 10_000),
      100,
    )
    .option('--photos <n>', 'photos of a person, at most', whole(4, 1000), 40)
    .option('--rate <n>', 'first learning rate of AdaGrad', numberBetween(1e-6, 10), 0.05)
    .option('--seed <n>', 'of weights, split and batches', whole(0, 2 ** 31), 1)
    .addOption(cacheOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
FaceNet's method on the CPU: triplets with semi-hard negatives, margin 0.2, AdaGrad lowered at the end. A quarter of
each person's photos is held out; strangers are never seen. The input is smaller and the layers are narrower than
FaceNet's, because a CPU would take weeks otherwise. Minutes are those of training; looking for faces and measuring
come on top.

Examples:
  familiar evaluate scratch --images lfw
  familiar evaluate scratch --images lfw --network nn4 --width 0.25 --minutes 30 --json | jq .curve`,
    )
    .action(runScratch);
}

async function runScratch({ images, cache, minutes, steps, json, ...options }: ScratchCommandOptions) {
  const photos = barOnTerminal('{bar} {value}/{total} photos · {eta_formatted} left');
  const training = barOnTerminal('{bar} step {step} · {eta_formatted} left');
  const started = { photos: false, training: false };
  let result: ScratchResult;
  try {
    result = await learnFromScratch(
      images,
      { ...options, limit: steps === undefined ? { minutes } : { steps } },
      {
        cache,
        onProgress: (done, total) => {
          if (!started.photos) photos?.start(total, 0);
          started.photos = true;
          photos?.update(done);
          if (done === total) photos?.stop();
        },
        onStep: (step, progress) => {
          if (!started.training) training?.start(1, 0, { step });
          started.training = true;
          training?.update(progress, { step });
        },
      },
    );
  } finally {
    photos?.stop();
    training?.stop();
  }
  if (json) return printJson({ ...options, ...result });
  process.stdout.write(`${describe(options.network, result)}\n`);
}

function describe(
  network: string,
  { parameters, people, faces, missed, collapsed, curve }: ScratchResult,
): string {
  const last = required(curve.at(-1));
  const steps = `${count(last.step, 'step')} in ${duration(Math.round(last.seconds))}, ${Math.round(last.cpuSeconds)} s of CPU`;
  return [
    `${network.toUpperCase()}, ${(parameters / 1e6).toFixed(2)} M parameters, on ${count(faces.train, 'face')} of ` +
      `${count(people.learnt, 'person', 'people')}: ${steps}`,
    ...(collapsed === null ? [] : [`It ended early: ${collapsed}`]),
    ...(missed.length === 0 ? [] : [`${count(missed.length, 'photo')} without a face`]),
    `Photos held out (${count(faces.heldOut, 'face')})`,
    ...lines(curve, ({ heldOut }) => heldOut),
    `People never seen (${count(faces.strangers, 'face')} of ${count(people.strangers, 'person', 'people')})`,
    ...lines(curve, ({ strangers }) => strangers),
  ].join('\n');
}

function lines(curve: readonly ScratchPoint[], of: (point: ScratchPoint) => ScratchRates | null): string[] {
  const rows = curve.flatMap((point) => {
    const rates = of(point);
    return rates ? [{ point, rates }] : [];
  });
  if (rows.length === 0) return ['  too few to tell'];
  const fars = elementAt(rows, 0).rates.roc.map(({ far }) => String(far));
  return [
    `  ${'step'.padStart(6)}${'loss'.padStart(8)}${'AUC'.padStart(8)}  VAL at FAR ${fars.map((far) => far.padStart(8)).join('')}`,
    ...rows.map(({ point: { step, loss }, rates }) => {
      const told = rates.roc.map(({ val }) => percent(val).padStart(8)).join('');
      const cells = [
        String(step).padStart(6),
        (loss?.toFixed(3) ?? '').padStart(8),
        rates.auc.toFixed(4).padStart(8),
      ];
      return `  ${cells.join('')}             ${told}`;
    }),
  ];
}
