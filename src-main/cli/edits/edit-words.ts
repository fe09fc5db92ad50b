import type { EditSummary } from '../../contract/edits.ts';
import { oneLine } from '../../contract/visible-text.ts';
import { count } from '../words.ts';

type RemovedThings = Pick<Extract<EditSummary, { kind: 'removed' }>, 'of' | 'subject' | 'photos' | 'faces'>;

const somebody = 'somebody without a name';
const faces = (n: number): string => count(n, 'face');

/** Describes an edit as a sentence without its full stop: `Merged 34 faces into Marie`. */
export function describeEdit(summary: EditSummary): string {
  switch (summary.kind) {
    case 'named':
      return `Named ${faces(summary.faces)} ${summary.name}`;
    case 'renamed':
      return `Renamed ${summary.from} to ${summary.to}`;
    case 'unnamed':
      return `Took the name of ${summary.name ?? somebody} away`;
    case 'merged':
      return `Merged ${faces(summary.faces)} into ${summary.into ?? somebody}`;
    case 'split':
      return `Split ${faces(summary.faces)} off ${summary.from ?? somebody}`;
    case 'moved':
      return `Moved ${faces(summary.faces)} to ${summary.to ?? somebody}`;
    case 'rejected':
      return `Said that ${count(summary.faces, 'face is', 'faces are')} not ${summary.from ?? somebody}`;
    case 'dismissed':
      return `Said that ${count(summary.faces, 'find is no face', 'finds are no faces')}`;
    case 'restored':
      return `Said that ${count(summary.faces, 'dismissed find is a face', 'dismissed finds are faces')}`;
    case 'removed':
      return `Removed ${things(summary)}`;
    case 'put-back':
      return `Put back ${things(summary)}`;
    case 'drawn':
      return `Drew a face${summary.name === null ? '' : ` of ${summary.name}`} in photo ${summary.photoId}`;
    case 'dated':
      return `Said that ${count(summary.photos, 'photo')} ${summary.photos === 1 ? 'is' : 'are'} ${summary.date === null ? 'of no known date' : `of ${summary.date}`}`;
    case 'topped':
      return `Made ${oneLine(summary.photo)} the best shot of its stack`;
    case 'unstacked':
      return `Took ${count(summary.photos, 'photo')} out of stacks`;
    case 'hidden':
      return `Hid ${who(summary)}`;
    case 'shown':
      return `Showed ${who(summary)} again`;
    case 'covered':
      return `Chose the cover of ${summary.name ?? somebody}`;
    case 'favoured':
      return summary.on
        ? `Made ${summary.name ?? somebody} a favourite`
        : `Took ${summary.name ?? somebody} from the favourites`;
    case 'born':
      return summary.date === null
        ? `Said that the birth of ${summary.name ?? somebody} is not known`
        : `Said that ${summary.name ?? somebody} was born ${summary.date}`;
    case 'loosened':
      return summary.own === null
        ? `Gave ${summary.name ?? somebody} the distance of the library again`
        : `Gave ${summary.name ?? somebody} the distance ${Number(summary.own.toFixed(3))}`;
    case 'imported':
      return `Took in ${count(summary.people, 'person', 'people')} with ${faces(summary.faces)} from a file`;
    case 'took-albums':
      return `Took ${faces(summary.faces)} from ${count(summary.albums, 'album')}`;
    case 'accepted':
      return `Took over ${names(summary)} for ${faces(summary.faces)}`;
    case 'declined':
      return `Declined ${names(summary)} for ${faces(summary.faces)}`;
    case 'settled':
      return `Chose distance ${Number(summary.distance.toFixed(3))} and ${faces(summary.minFaces)} at least`;
  }
}

/** Describes a removal: `412 photos of /photos`, `Marie, 34 faces`. */
export function things({ of, subject, photos, faces: n }: RemovedThings): string {
  switch (of) {
    case 'folder':
      return subject === null
        ? `${count(photos, 'photo')} of a folder`
        : `${count(photos, 'photo')} of ${oneLine(subject)}`;
    case 'missing':
      return count(photos, 'missing photo');
    case 'photos':
      return count(photos, 'photo');
    case 'person':
      return `${subject ?? somebody}, ${faces(n)}`;
    case 'faces':
      return `all face data, ${faces(n)}`;
  }
}

const names = (summary: { names: number; name: string | null }): string =>
  summary.name === null ? count(summary.names, 'name') : `the name ${summary.name}`;

const who = ({ people, name }: { people: number; name: string | null }): string =>
  name ?? (people === 1 ? somebody : count(people, 'person', 'people'));
