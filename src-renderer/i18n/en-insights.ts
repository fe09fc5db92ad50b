import type { GroupingPreview } from '../../src-main/contract/insights.ts';
import type { NameProposal } from '../../src-main/contract/proposals.ts';
import { faces, people } from './counts.ts';
import { count, distance, number } from './format.ts';

/** Names written out before the rest is counted. */
const namesWritten = 3;

function touched({ names, more }: GroupingPreview['named']): string {
  const rest = more + Math.max(0, names.length - namesWritten);
  const told = names.slice(0, namesWritten);
  return rest === 0 ? told.join(', ') : `${told.join(', ')} and ${number(rest)} more`;
}

/** Words for what is near a decision: questions, previews and reasons. */
export const insights = {
  review: {
    title: 'Review',
    question: 'Is this the same person?',
    left: (n: number) => `${count(n, 'question', 'questions')} left`,
    same: 'Same person',
    different: 'Different people',
    skip: 'Skip',
    undo: 'Undo',
    keys: { same: 'Y', different: 'N', skip: 'Space', undo: 'Z' },
    unnamed: 'Unnamed person',
    side: {
      left: (name: string | null, n: number) => `On the left: ${name ?? 'unnamed person'}, ${faces(n)}`,
      right: (name: string | null, n: number) => `On the right: ${name ?? 'unnamed person'}, ${faces(n)}`,
    },
    faces,
    photo: (n: number, total: number) =>
      total === 1 ? 'See the photo of this face' : `See the photo of face ${number(n)} of ${number(total)}`,
    enough: (n: number) => `${count(n, 'answer', 'answers')} given. Enough for now?`,
    enoughText: (left: number) =>
      `${count(left, 'question', 'questions')} more could be asked, each of which tells less than those before.`,
    goOn: 'Go on',
    at: (d: number) => `They would join at distance ${distance(d)}.`,
    done: 'Nothing left to ask',
    doneText: 'At this distance, no two groups are near enough to be in doubt.',
    skipped: (n: number) => `You skipped ${count(n, 'question', 'questions')}`,
    skippedText: 'Nothing else is in doubt at this distance.',
    again: 'Go through them again',
    toPeople: 'See all people',
  },
  names: {
    title: 'Names from your photos',
    lead: (n: number) =>
      `Other programs have written ${count(n, 'name', 'names')} to faces that you have not confirmed yet.`,
    says: ({ name, proposed, total, whole, sources }: NameProposal) => {
      const who = sources.includes('export') ? 'An exported file calls' : 'The photo’s own data calls';
      if (whole) return `${who} this person ${proposed}.`;
      return `${who} ${count(total, 'face', 'faces')}${name === null ? '' : ` of ${name}`} ${proposed}.`;
    },
    accept: 'Accept',
    acceptName: (name: string) => `Accept ${name}`,
    decline: 'Dismiss',
    declineName: (name: string) => `Dismiss ${name}`,
    acceptAll: (n: number) => `Accept all ${number(n)}`,
    declineAll: 'Dismiss all',
    see: (name: string | null) => (name === null ? 'See this person' : `See ${name}`),
    more: (n: number) => `and ${number(n)} more`,
  },
  asked: {
    title: 'Also in this photo',
    lead: 'Other programs say so, and not where.',
    pick: 'Other programs say so, and not where. Pick a face to say whose it is.',
    thisFace: 'This face',
    thisFaceIs: (name: string) => `This face is ${name}`,
    decline: 'Dismiss',
    declineName: (name: string) => `Dismiss ${name}`,
  },
  preview: {
    text: ({ people: { from, to }, joined, split, named }: GroupingPreview) => {
      const changes = [
        joined > 0 ? `${count(joined, 'group', 'groups')} would merge` : '',
        split > 0 ? `${count(split, 'group', 'groups')} would come apart` : '',
      ].filter((part) => part !== '');
      if (changes.length === 0 && from === to && named.names.length === 0) return 'Nothing changes.';
      const whole = changes.length === 0 ? `${people(from)} become ${number(to)}` : changes.join(', ');
      return named.names.length === 0 ? `${whole}.` : `${whole}, including ${touched(named)}.`;
    },
  },
  why: {
    title: 'Why here?',
    confirmed: 'You said whose face this is.',
    own: (name: string | null, d: number) =>
      `Nearest ${name === null ? 'in its group' : `of ${name}`}, from distance ${distance(d)}`,
    alone: 'No other face is with it.',
    other: (name: string | null, d: number) =>
      `Nearest ${name === null ? 'in another group' : `of ${name}`}, from distance ${distance(d)}`,
    nobody: 'Nobody else is near.',
    face: (d: number, confirmed: boolean) =>
      `Distance ${distance(d)}${confirmed ? ', confirmed by you' : ''}`,
  },
};
