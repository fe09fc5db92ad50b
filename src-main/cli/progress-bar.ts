import cliProgress from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import type { ImportProgress } from '../contract/models.ts';
import { drawnOn } from './safe-output.ts';
import { duration } from './words.ts';

/** Shows an import's progress on standard error, if that is a terminal. */
export class ProgressBar {
  readonly #bar = barOnTerminal('{bar} {value}/{total} · {detail}');

  constructor() {
    this.#bar?.start(0, 0, { detail: 'looking for photos' });
  }

  update(progress: ImportProgress): void {
    const done = progress.photos + progress.failed + progress.skipped;
    this.#bar?.setTotal(done + progress.remaining);
    this.#bar?.update(done, { detail: describe(progress) });
  }

  stop(): void {
    this.#bar?.stop();
  }
}

/**
 * A bar on standard error; null where that is no terminal.
 * @param format in cli-progress's placeholders
 */
export function barOnTerminal(format: string): SingleBar | null {
  if (!process.stderr.isTTY) return null;
  return new cliProgress.SingleBar(
    { stream: drawnOn(process.stderr), clearOnComplete: true, hideCursor: true, format, barsize: 28 },
    cliProgress.Presets.shades_classic,
  );
}

function describe({ faces, photosPerSecond, secondsLeft }: ImportProgress): string {
  const parts = [`${faces} faces`];
  if (photosPerSecond > 0) parts.push(`${photosPerSecond.toFixed(1)} photos/s`);
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}
