import type { RecognisedPhoto } from '../../faces/recognised.ts';
import type { RecogniseOptions, Recogniser } from '../../faces/recogniser.ts';

/**
 * A recogniser that another can take the place of while photos are under way. Those end where they began, with
 * vectors of the model that was in force then.
 */
export class CurrentRecogniser implements Recogniser {
  #current: Recogniser;
  /** Photos under way, by the recogniser that has them. */
  readonly #underWay = new Map<Recogniser, number>();

  constructor(first: Recogniser) {
    this.#current = first;
  }

  get device(): Recogniser['device'] {
    return this.#current.device;
  }

  get photosAtOnce(): number {
    return this.#current.photosAtOnce;
  }

  async recognise(path: string, options?: RecogniseOptions): Promise<RecognisedPhoto> {
    const recogniser = this.#current;
    this.#count(recogniser, 1);
    try {
      return await recogniser.recognise(path, options);
    } finally {
      this.#count(recogniser, -1);
      this.#closeIfDone(recogniser);
    }
  }

  /** Gives the photos that come from now on to another; the one before is closed once it has none left. */
  replace(next: Recogniser): void {
    const before = this.#current;
    this.#current = next;
    this.#closeIfDone(before);
  }

  async close(): Promise<void> {
    const all = new Set([this.#current, ...this.#underWay.keys()]);
    await Promise.all([...all].map((recogniser) => recogniser.close()));
  }

  #count(recogniser: Recogniser, change: 1 | -1): void {
    const count = (this.#underWay.get(recogniser) ?? 0) + change;
    if (count > 0) this.#underWay.set(recogniser, count);
    else this.#underWay.delete(recogniser);
  }

  #closeIfDone(recogniser: Recogniser): void {
    if (recogniser !== this.#current && !this.#underWay.has(recogniser)) void recogniser.close();
  }
}
