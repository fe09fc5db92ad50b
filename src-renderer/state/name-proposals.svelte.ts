import type { NameProposal } from '../../src-main/contract/proposals.ts';
import { api } from './engine.svelte.ts';
import { Latest } from './latest.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Proposals fetched for the cards of People; those with most faces come first. */
const most = 500;

/** Names that photos bring along and that nobody has answered yet, over the whole library. */
class NameProposals {
  total = $state(0);
  /** Proposals that name a whole group, by the id of that group. */
  wholeGroups = $state.raw<ReadonlyMap<string, NameProposal>>(new Map());
  #latest = new Latest();

  async load(): Promise<void> {
    const asked = { distance: people.distance, limit: most };
    try {
      const answer = await this.#latest.run((signal) => api.call('proposals.list', asked, { signal }));
      if (!answer) return;
      this.total = answer.total;
      this.wholeGroups = new Map(
        answer.proposals.filter(({ whole }) => whole).map((proposal) => [proposal.id, proposal]),
      );
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const nameProposals = new NameProposals();
