import { type Throttled, throttle } from '../common/throttle.ts';
import type { Emit, EventName, EventPayload } from '../contract/events.ts';

/** Shortest interval between two events of progress, and between two of changed groups. In milliseconds. */
const progressInterval = 200;
const peopleInterval = 1500;
/** While faces come in, linking takes at most one part in this many of the time. */
const linkingShare = 5;

/** The events of a library, and who listens to them. */
export class LibraryEvents {
  readonly #listeners = new Set<Emit>();
  #revision = 0;
  /** Tells listeners that groups have changed, as often as linking them anew can keep up with. */
  readonly peopleChanged: Throttled;
  readonly progressed: Throttled;

  /**
   * @param linkMilliseconds duration of the last linking
   * @param progressed called at most once an interval after {@link progressed}
   */
  constructor(linkMilliseconds: () => number, progressed: () => void) {
    this.peopleChanged = throttle(
      () => Math.max(peopleInterval, linkingShare * linkMilliseconds()),
      () => void this.changed(),
    );
    this.progressed = throttle(() => progressInterval, progressed);
  }

  subscribe(listener: Emit): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Number of the library's state, counted up by {@link changed}. */
  get revision(): number {
    return this.#revision;
  }

  /** Tells listeners that the library has changed, and returns the revision of its new state. */
  changed(): number {
    this.emit('people.changed', { revision: ++this.#revision });
    return this.#revision;
  }

  emit<E extends EventName>(name: E, payload: EventPayload<E>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  close(): void {
    this.progressed.close();
    this.peopleChanged.close();
  }
}
