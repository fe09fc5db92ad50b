import type { Result } from '../../src-main/contract/methods.ts';
import type { NameProposal } from '../../src-main/contract/proposals.ts';
import { api } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { Query } from './query.svelte.ts';

/** Proposals fetched at a time; those with most faces come first. */
const most = 500;

type Proposals = Result<'proposals.list'>;

/** Names that photos bring along and that nobody has answered yet. */
class NameProposals {
  /** Over the whole library, by the distance at which people are grouped. */
  readonly all: Query<number, Proposals> = new Query({
    parts: ['proposals', 'people', 'grouping', 'settings'],
    concerns: ({ parts }) => this.all.answer?.any !== false || parts.includes('proposals'),
    ask: (distance, signal) => api.call('proposals.list', { distance, limit: most }, { signal }),
  });

  readonly total = $derived(this.all.answer?.total ?? 0);
  readonly list = $derived(this.all.answer?.proposals ?? []);
  /** Proposals that name a whole group, by the id of that group. */
  readonly wholeGroups: ReadonlyMap<string, NameProposal> = $derived(
    new Map(this.list.filter(({ whole }) => whole).map((proposal) => [proposal.id, proposal])),
  );

  /** Proposals for one person, for libraries with more proposals than `all` fetches. */
  readonly ofPerson = new Query<{ id: string; distance: number }, Proposals>({
    parts: ['proposals', 'people', 'grouping', 'settings'],
    ask: ({ id, distance }, signal) => api.call('proposals.list', { id, distance, limit: 100 }, { signal }),
  });

  readonly #isWhole = $derived(this.list.length === this.total);

  /** Proposals for one person. */
  of(id: string): readonly NameProposal[] {
    const list = this.#isWhole ? this.list : (this.ofPerson.answer?.proposals ?? []);
    return list.filter((proposal) => proposal.id === id);
  }

  /** For an effect of a view that shows the proposals for one person. */
  followPerson(id: string): void {
    if (!this.#isWhole) this.ofPerson.follow({ id, distance: people.distance });
  }
}

export const nameProposals = new NameProposals();
