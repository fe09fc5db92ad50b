import { Command, Option } from 'commander';
import { numberAt } from '../../../common/typed-arrays.ts';
import { elementAt } from '../../../common/elements.ts';
import { type StepMeasure, type StepOrder, type TrainedPart, trainedParts } from '../../bench/training.ts';
import { toWireError } from '../../../contract/errors.ts';
import type { EngineName } from '../../../metric-learning/engine.ts';
import { trainingBackends } from '../../../nn/tfjs/backend-names.ts';
import { startMeasuring } from '../measuring-process.ts';
import { jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { duration } from '../../../cli/words.ts';

const engines: readonly EngineName[] = ['onnxruntime', ...trainingBackends];
const usualBatches = [16, 64, 256];

interface TrainingBenchOptions {
  batch?: number[];
  part?: TrainedPart[];
  engine?: EngineName[];
  longest: number;
  json?: boolean;
}

/** A measured step, or the reason why it was left out. */
export type StepRow = StepOrder & (StepMeasure | { leftOut: string });

export function benchTrainingCommand(): Command {
  const batch = numberBetween(1, 4096, 'whole');
  return new Command('training')
    .description('measure what a step of training costs')
    .option('--batch <n...>', `faces of a step; ${usualBatches.join(', ')} without`, (text, before) => [
      ...((before as number[] | undefined) ?? []),
      batch(text),
    ])
    .addOption(new Option('--part <name...>', 'what learns; all without').choices(trainedParts))
    .addOption(new Option('--engine <name...>', 'what computes; all without').choices(engines))
    .option(
      '--longest <seconds>',
      'after a longer step, larger ones are left out',
      numberBetween(0, 86_400),
      20,
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
For each scope of fine-tuning, and for FaceNet's NN2 at 96 pixels and half its width, times one step on made-up
faces: embedding all of them, going back, and moving the weights. Each is measured in a process of its own. Engines
that are not there are told with the reason.

Examples:
  familiar bench training
  familiar bench training --part head --part block --batch 64 --json`,
    )
    .action(async (_own, command: Command) => {
      const { json, ...options } = command.optsWithGlobals<TrainingBenchOptions>();
      const rows = await measureSteps(options);
      if (json) printJson({ rows });
      else process.stdout.write(formatSteps(rows));
    });
}

/** Measures all steps. An engine that is not available has one row, which gives the reason. */
export async function measureSteps({
  batch = usualBatches,
  part: parts = [...trainedParts],
  engine: chosen = [...engines],
  longest,
}: Omit<TrainingBenchOptions, 'json'>): Promise<StepRow[]> {
  const sizes = batch.toSorted((a, b) => a - b);
  const rows: StepRow[] = [];
  for (const engine of chosen) {
    for (const part of parts) {
      const own = await measurePart(engine, part, sizes, longest);
      rows.push(...own);
      if (own.length === 1 && 'leftOut' in elementAt(own, 0)) break;
    }
  }
  return rows;
}

/** Measures from the smallest batch up, until a step takes too long or fails. */
async function measurePart(
  engine: EngineName,
  part: TrainedPart,
  batches: readonly number[],
  longest: number,
): Promise<StepRow[]> {
  const rows: StepRow[] = [];
  for (const batch of batches) {
    const order = { engine, part, batch };
    const before = rows.at(-1);
    if (before && 'ms' in before && before.ms > 1000 * longest) {
      const took = duration(Math.round(before.ms / 1000));
      return [...rows, { ...order, leftOut: `the one before took ${took}` }];
    }
    const child = startMeasuring<StepOrder, StepMeasure>('./bench/training-step');
    try {
      rows.push({ ...order, ...(await child.run(order)) });
    } catch (error) {
      return [...rows, { ...order, leftOut: toWireError(error).message }];
    } finally {
      child.end();
    }
  }
  return rows;
}

function formatSteps(rows: readonly StepRow[]): string {
  const heads = ['engine', 'part', 'batch', 'ms', 'CPU ms', 'peak MB'];
  const cells = rows.map((row) => {
    const place = [row.engine, row.part, String(row.batch)];
    if ('leftOut' in row) return [...place, `left out: ${row.leftOut}`];
    return [...place, ...[row.ms, row.cpuMs, row.peakMB].map((value) => value.toFixed(0))];
  });
  const widths = heads.map((head, k) =>
    Math.max(
      head.length,
      ...cells.filter((row) => row.length === heads.length).map((row) => elementAt(row, k).length),
    ),
  );
  return [heads, ...cells]
    .map((row) => `${row.map((cell, k) => cell.padStart(numberAt(widths, k))).join('  ')}\n`)
    .join('');
}
