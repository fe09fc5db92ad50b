import { FamiliarError } from '../../src-main/contract/errors.ts';
import type {
  AlbumsListing,
  AlbumsTaken,
  SuspectLabel,
  TrainingPlan,
  TrainingScope,
} from '../../src-main/contract/training.ts';
import { toggled } from '../components/selection/selecting.ts';
import { t } from '../i18n/messages.ts';
import { choosing } from './choosing.svelte.ts';
import { edits } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { training } from './training.svelte.ts';

/** Source of the labels for a run. */
export type Source = 'people' | 'albums';

/** A folder of albums that was looked into. */
export interface Albums {
  path: string;
  albums: AlbumsListing['albums'];
}

/** Settings of the next run. They are kept while the user visits other pages. */
class TrainingSetup {
  source = $state<Source>('people');
  readonly #everybody = planQuery<null>();
  readonly #some = planQuery<string[]>();
  albums = $state.raw<Albums | null>(null);
  /** True while albums are imported. */
  taking = $state(false);
  taken = $state.raw<AlbumsTaken | null>(null);
  minutes = $state<number | null>(null);
  starting = $state(false);
  #wanted = $state<TrainingScope>('head');
  #unticked = $state.raw<ReadonlySet<string>>(new Set());
  /** Faces of which the user said that the name is right. */
  #kept = $state.raw<ReadonlySet<number>>(new Set());
  #looks = new Latest();

  /** Plan of a run with everybody; null until loaded. */
  readonly everybody = $derived(this.#everybody.answer);
  readonly people = $derived(this.everybody?.people.filter(({ counts }) => counts) ?? []);
  readonly tooFew = $derived(this.everybody?.people.filter(({ counts }) => !counts) ?? []);
  readonly ticked = $derived(
    new Set(this.people.map(({ id }) => id).filter((id) => !this.#unticked.has(id))),
  );
  readonly #isEverybody = $derived(this.ticked.size === this.people.length);
  /** Plan of a run with the ticked people; null until loaded, or if nobody is ticked. */
  readonly plan = $derived.by(() => {
    if (this.#isEverybody) return this.everybody;
    return this.ticked.size === 0 ? null : this.#some.answer;
  });
  readonly suspects = $derived(this.plan?.suspects.filter(({ face }) => !this.#kept.has(face)) ?? []);
  readonly kept = $derived((this.plan?.suspects.length ?? 0) - this.suspects.length);
  readonly scopes = $derived(this.everybody?.scopes ?? []);
  readonly scope = $derived.by(() => {
    const sensible = this.scopes.filter((one) => one.sensible).map(({ scope }) => scope);
    return sensible.includes(this.#wanted) ? this.#wanted : (sensible[0] ?? null);
  });
  /** Why nothing can be started, in words; empty where it can. Null until known. */
  readonly refusal = $derived.by(() => {
    if (this.ticked.size < 2) return t('training.refusals.too-few-people');
    if (this.plan === null) return null;
    return this.plan.refusal === null ? '' : t(`training.refusals.${this.plan.refusal}`);
  });

  /** For an effect of the view: asks now what would be used, and whenever that may be different. */
  follow(): void {
    this.#everybody.follow(null);
    if (this.everybody && !this.#isEverybody && this.ticked.size > 0) this.#some.follow([...this.ticked]);
  }

  toggle(id: string): void {
    this.#unticked = toggled(this.#unticked, id);
  }

  tickAll(ticked: boolean): void {
    this.#unticked = new Set(ticked ? [] : this.people.map(({ id }) => id));
  }

  /** Leaves a face with the person it is with, whatever it looks like. */
  keep({ face }: SuspectLabel): void {
    this.#kept = new Set([...this.#kept, face]);
  }

  doubtAgain(): void {
    this.#kept = new Set();
  }

  choose(scope: TrainingScope): void {
    this.#wanted = scope;
  }

  /** Asks for a folder of albums. */
  async chooseAlbums(): Promise<void> {
    const path = await choosing.ask('training.albums');
    if (path !== null) await this.look(path);
  }

  /** Looks into a folder of albums. */
  async look(path: string): Promise<void> {
    this.source = 'albums';
    this.taken = null;
    try {
      const found = await this.#looks.run((signal) =>
        api.call('training.albums', { folder: path }, { signal }),
      );
      if (found) this.albums = { path, ...found };
    } catch (error) {
      // That is how the engine says that there is none.
      if (error instanceof FamiliarError && error.code === 'bad-request') this.albums = { path, albums: [] };
      else toasts.fail(error);
    }
  }

  /** Takes the albums in that were looked into. */
  async take(): Promise<void> {
    const { albums } = this;
    if (albums === null || this.taking) return;
    this.taking = true;
    try {
      const taken = await edits.make(() => api.call('training.takeAlbums', { folder: albums.path }));
      if (this.albums === albums) this.taken = taken;
    } catch (error) {
      toasts.fail(error);
    } finally {
      this.taking = false;
    }
  }

  async start(): Promise<void> {
    const { scope } = this;
    if (scope === null || this.starting) return;
    this.starting = true;
    const people = this.#isEverybody ? null : [...this.ticked];
    await training.start({ people, albums: null, scope, minutes: this.minutes, seed: null });
    this.starting = false;
  }
}

function planQuery<Key extends string[] | null>(): Query<Key, TrainingPlan> {
  return new Query({
    parts: ['people', 'grouping', 'photos'],
    ask: (people, signal) => api.call('training.plan', { people }, { signal }),
  });
}

export const trainingSetup = new TrainingSetup();
