import type { Failure, ImportProgress } from '../../contract/models.ts';
import { Rate } from './rate.ts';

/** What one import has done so far. Its clock stands still while the import is paused. */
export class ImportTally {
  photos = 0;
  faces = 0;
  skipped = 0;
  readonly failed: Failure[] = [];
  readonly #rate = new Rate();
  #secondsBefore = 0;
  #startedAt: number | null = performance.now();

  /** Working time in seconds. */
  get seconds(): number {
    const now = this.#startedAt === null ? 0 : (performance.now() - this.#startedAt) / 1000;
    return this.#secondsBefore + now;
  }

  /** Photos a second over the whole import; 0 where none was recognised. */
  get photosPerSecond(): number {
    return this.seconds > 0 ? this.photos / this.seconds : 0;
  }

  stopClock(): void {
    this.#secondsBefore = this.seconds;
    this.#startedAt = null;
  }

  startClock(): void {
    this.#startedAt ??= performance.now();
  }

  notePhoto(faces: number): void {
    this.photos++;
    this.faces += faces;
    this.#rate.note(this.seconds);
  }

  progress(state: ImportProgress['state'], remaining: number): Omit<ImportProgress, 'problem'> {
    const rate = this.#rate.perSecond;
    return {
      state,
      photos: this.photos,
      faces: this.faces,
      skipped: this.skipped,
      failed: this.failed.length,
      remaining,
      photosPerSecond: rate,
      secondsLeft: rate > 0 ? remaining / rate : null,
      seconds: this.seconds,
    };
  }
}
