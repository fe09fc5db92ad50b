import type { Failure, ImportProgress, LeftOutOfImport } from '../../contract/models.ts';
import type { Enrolment } from './enrol.ts';
import { Rate } from './rate.ts';
import type { Stored } from './recognition-job.ts';

/** Largest number of folders reported by name. */
const mostNamed = 100;

/** Counts of one import. Its clock stops while the import is paused. */
export class ImportTally {
  photos = 0;
  films = 0;
  faces = 0;
  skipped = 0;
  returned = 0;
  moved = 0;
  updated = 0;
  /** Photos whose file's end is missing. */
  cutShort = 0;
  /** True if nobody asked for this import, see the progress in the contract. */
  quiet = true;
  readonly failed: Failure[] = [];
  readonly leftOut: Partial<Record<LeftOutOfImport, number>> = {};
  readonly offline: string[] = [];
  readonly unreadable: string[] = [];
  readonly #missing = new Set<number>();
  /** Known photos whose new metadata is counted already. */
  readonly #read = new Set<number>();
  readonly #rate = new Rate();
  #replaced = 0;
  #secondsBefore = 0;
  #startedAt: number | null = performance.now();

  /** Photos found missing in this import. */
  get missing(): number {
    return this.#missing.size + this.#replaced;
  }

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

  /** Counts a recognised photo or film; a continued one is not new. */
  notePhoto(
    faces: number,
    { continued, replaced, isSame = false, isCutShort = false, isFilm = false }: Stored,
  ): void {
    if (isCutShort) this.cutShort++;
    this.#replaced += replaced;
    if (continued === null) {
      if (isFilm) this.films++;
      else this.photos++;
      this.faces += faces;
    } else {
      if (!isSame && !this.#read.has(continued)) this.updated++;
      this.#missing.delete(continued);
    }
    this.#rate.note(this.seconds);
  }

  /** Counts a file of a known photo. A photo counted as missing in this import was only moved. */
  noteKnown({ known, news, replaced, rereads = false }: Extract<Enrolment, { known: number }>): void {
    this.skipped++;
    this.#replaced += replaced;
    if (news === 'moved' || (news === 'returned' && this.#missing.delete(known))) this.moved++;
    else if (news === 'returned') this.returned++;
    else if (news === 'updated') this.updated++;
    if (news === 'updated' && rereads) this.#read.add(known);
  }

  noteMissing(photoId: number): void {
    this.#missing.add(photoId);
  }

  noteLeftOut(reason: LeftOutOfImport, photos: number): void {
    if (photos > 0) this.leftOut[reason] = (this.leftOut[reason] ?? 0) + photos;
  }

  noteFolder(path: string, state: 'offline' | 'unreadable'): void {
    const list = this[state];
    if (list.length < mostNamed && !list.includes(path)) list.push(path);
  }

  progress(state: ImportProgress['state'], remaining: number): Omit<ImportProgress, 'problem'> {
    const rate = this.#rate.perSecond;
    const { photos, films, faces, skipped, missing, returned, moved, updated, quiet, seconds } = this;
    return {
      state,
      photos,
      films,
      faces,
      skipped,
      failed: this.failed.length,
      missing,
      returned,
      moved,
      updated,
      leftOut: { ...this.leftOut },
      offline: [...this.offline],
      unreadable: [...this.unreadable],
      quiet,
      remaining,
      photosPerSecond: rate,
      secondsLeft: rate > 0 ? remaining / rate : null,
      seconds,
    };
  }
}
