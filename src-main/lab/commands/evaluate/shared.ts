import { Option } from 'commander';
import type { DeviceRequest, Failure } from '../../../contract/models.ts';
import { defaultCacheDirectory } from '../../recognition/face-cache.ts';
import type { RecognitionSource } from '../../recognition/recognise-photos.ts';
import type { ReportContext } from '../../report/context.ts';
import { assertReportWritable, writeReport } from '../../report/write-report.ts';
import { barOnTerminal } from '../../../cli/progress-bar.ts';

/** Options of every evaluation. */
export interface EvaluationOptions {
  cache: string;
  device: DeviceRequest;
  json?: boolean;
  /** Path of the page to write. */
  report?: string;
}

export const cacheOption = () =>
  new Option('--cache <dir>', 'directory that keeps the faces of photos recognised before').default(
    defaultCacheDirectory(),
    "the platform's place for caches",
  );

export const reportOption = () =>
  new Option('--report <file.html>', 'write a page with curves, tables and the worst mistakes as pictures');

/**
 * Writes the report of an evaluation, where one is requested.
 * @param render makes the page
 */
export async function writePage(
  { report: path, device, images, pairs, json }: EvaluationOptions & { images: string; pairs?: string },
  seconds: number,
  render: (context: ReportContext) => Promise<string>,
): Promise<void> {
  if (path === undefined) return;
  await writeReport(path, await render({ images, pairs, device, seconds, made: new Date() }));
  if (!json) process.stderr.write(`familiar: the report is in ${path}\n`);
}

/**
 * Runs an evaluation with a progress bar on standard error, where that is a terminal, and times it. A report path that
 * cannot be written is refused before.
 * @returns the result with its duration in seconds
 */
export async function measure<T, Options extends Pick<EvaluationOptions, 'device' | 'report'>>(
  options: Options,
  evaluate: (source: Options & Pick<RecognitionSource, 'onProgress'>) => Promise<T>,
): Promise<T & { seconds: number }> {
  const { report: page } = options;
  if (page !== undefined) await assertReportWritable(page);
  const started = performance.now();
  const bar = barOnTerminal('{bar} {value}/{total} photos · {eta_formatted} left');
  let begun = false;
  const onProgress = (done: number, total: number) => {
    if (!begun) bar?.start(total, 0);
    begun = true;
    bar?.update(done);
  };
  try {
    const result = await evaluate({ ...options, onProgress });
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

export { percent } from '../../report/format.ts';
