import { Option } from 'commander';
import type { DeviceRequest, Failure } from '../../contract/models.ts';
import { defaultCacheDirectory } from '../../evaluation/face-cache.ts';
import type { RecognitionSource } from '../../evaluation/recognise-photos.ts';
import { barOnTerminal } from '../progress-bar.ts';

/** What every evaluation is told. */
export interface EvaluationOptions {
  cache: string;
  device: DeviceRequest;
  json?: boolean;
}

export const cacheOption = () =>
  new Option('--cache <dir>', 'directory that keeps the faces of photos recognised before').default(
    defaultCacheDirectory(),
    "the platform's place for caches",
  );

/**
 * Runs an evaluation with a bar of its photos on standard error, where that is a terminal, and measures it.
 * @returns its result and how long it took, in seconds
 */
export async function measure<T>(
  { cache, device }: EvaluationOptions,
  evaluate: (source: RecognitionSource) => Promise<T>,
): Promise<T & { seconds: number }> {
  const started = performance.now();
  const bar = barOnTerminal('{bar} {value}/{total} photos · {eta_formatted} left');
  let begun = false;
  const onProgress = (done: number, total: number) => {
    if (!begun) bar?.start(total, 0);
    begun = true;
    bar?.update(done);
  };
  try {
    const result = await evaluate({ cache, device, onProgress });
    return { ...result, seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    bar?.stop();
  }
}

/** Says on standard error which photos could not be read. */
export function warnOfFailures(failed: readonly Failure[]): void {
  for (const { path, code, message } of failed) {
    process.stderr.write(`familiar: ${path}: ${message} (${code})\n`);
  }
}

/** A part as a percentage with two decimals. */
export const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
