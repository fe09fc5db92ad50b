import type { Removal, RemovalPlan, RemovalTarget } from '../../src-main/contract/removals.ts';
import { purgedText } from '../i18n/removal-text.ts';
import { edits, editTopic } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { Query } from './query.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** A removal that the user is asked to confirm. */
export interface RemovalQuestion {
  target: RemovalTarget;
  /** Name of the folder or the person. */
  name: string | null;
  /** Null until known. */
  plan: RemovalPlan | null;
}

/** Options of a purge. */
export interface PurgeChoice {
  models: boolean;
  backups: boolean;
}

/** Removals: the list of those that can be put back, and making them. */
class Removals {
  readonly query = new Query<null, Removal[]>({
    parts: ['photos', 'grouping'],
    ask: async (_key, signal) => (await api.call('removal.list', {}, { signal })).removals,
  });
  /** Newest first; null until asked for. */
  readonly list = $derived(this.query.answer);
  /** The open confirmation of a removal. */
  question = $state.raw<RemovalQuestion | null>(null);
  /** The removal whose purge awaits a confirmation. */
  purging = $state.raw<Removal | null>(null);
  busy = $state(false);
  #answer: (removed: boolean) => void = () => {};

  /** Tells what would go and asks. Resolves with whether it was removed. */
  async ask(target: RemovalTarget, name: string | null): Promise<boolean> {
    this.leave();
    this.question = { target, name, plan: null };
    const answered = new Promise<boolean>((resolve) => (this.#answer = resolve));
    const isKnown = await attempt(async () => {
      const plan = await api.call('removal.plan', { target });
      if (this.question?.target === target) this.question = { target, name, plan };
    });
    if (!isKnown && this.question?.target === target) this.leave();
    return answered;
  }

  /** @param purge null to be able to put it back */
  async remove(purge: PurgeChoice | null): Promise<void> {
    const { question } = this;
    if (!question) return;
    this.busy = true;
    const isRemoved = await attempt(async () => {
      const { target } = question;
      const removal = await edits.make(() => api.call('removal.remove', { target }));
      if (purge) await this.#purge(removal, purge);
    });
    this.busy = false;
    this.#close(isRemoved);
  }

  leave(): void {
    this.#close(false);
  }

  async putBack({ id }: Removal): Promise<void> {
    await attempt(() => edits.make(() => api.call('removal.putBack', { id })));
  }

  async purge(choice: PurgeChoice): Promise<void> {
    const { purging } = this;
    if (!purging) return;
    this.busy = true;
    await attempt(() => this.#purge(purging, choice));
    this.busy = false;
    this.purging = null;
  }

  async #purge({ id }: Removal, choice: PurgeChoice): Promise<void> {
    const { photos, faces } = await api.call('removal.purge', { id, ...choice });
    toasts.show(purgedText(photos, faces), 'info', { topic: editTopic });
  }

  #close(isRemoved: boolean): void {
    this.question = null;
    this.#answer(isRemoved);
  }
}

/** Resolves with true on success. A failure is shown to the user. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toasts.fail(error);
    return false;
  }
}

export const removals = new Removals();
