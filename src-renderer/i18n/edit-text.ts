import { visibleText } from '../../src-main/contract/visible-text.ts';
import type { EditSummary } from '../../src-main/contract/edits.ts';
import { albums, faces, people, photos } from './counts.ts';
import { dateOf, distance, folderName } from './format.ts';

const whom = (name: string | null, nameless: string): string => name ?? nameless;
const named = ({ names, name }: { names: number; name: string | null }): string =>
  name === null ? `${names} names` : `the name ${name}`;
const these = (n: number): string => (n === 1 ? 'the face' : `the ${faces(n)}`);

type Removed = Pick<Extract<EditSummary, { kind: 'removed' }>, 'of' | 'subject' | 'photos' | 'faces'>;

/** What was removed: `412 photos from Summer`, `Marie`. */
export function removed({ of, subject, photos: n }: Removed): string {
  switch (of) {
    case 'folder':
      return subject === null ? photos(n) : `${photos(n)} from ${visibleText(folderName(subject))}`;
    case 'missing':
      return n === 1 ? 'a missing photo' : `${n} missing photos`;
    case 'photos':
      return photos(n);
    case 'person':
      return whom(subject, 'someone unnamed');
    case 'faces':
      return 'all face data';
  }
}

/** What an edit did, as an entry of the history: `Merged 34 faces into Marie`. */
export function editText(edit: EditSummary): string {
  switch (edit.kind) {
    case 'named':
      return `Named ${these(edit.faces)} of ${edit.name}`;
    case 'renamed':
      return `Renamed ${edit.from} to ${edit.to}`;
    case 'unnamed':
      return edit.name === null ? 'Made someone a suggestion again' : `Took the name ${edit.name} away`;
    case 'merged':
      return `Merged ${faces(edit.faces)} into ${whom(edit.into, 'someone unnamed')}`;
    case 'split':
      return `Split ${faces(edit.faces)} off ${whom(edit.from, 'someone unnamed')}`;
    case 'moved':
      return `Moved ${faces(edit.faces)} to ${whom(edit.to, 'someone unnamed')}`;
    case 'rejected':
      return `Said that ${faces(edit.faces)} ${edit.faces === 1 ? 'is' : 'are'} ${
        edit.from === null ? 'someone else' : `not ${edit.from}`
      }`;
    case 'dismissed':
      return edit.faces === 1
        ? 'Marked 1 detection as not a face'
        : `Marked ${edit.faces} detections as not faces`;
    case 'restored':
      return edit.faces === 1
        ? 'Took 1 detection for a face again'
        : `Took ${edit.faces} detections for faces again`;
    case 'removed':
      return `Removed ${removed(edit)}`;
    case 'put-back':
      return `Put back ${removed(edit)}`;
    case 'drawn':
      return `Added a face${edit.name === null ? '' : ` of ${edit.name}`} that was missed`;
    case 'dated':
      return `Dated ${photos(edit.photos)} ${edit.date === null ? 'as of no known date' : dateOf(edit.date)}`;
    case 'hidden':
      return `Hid ${edit.name ?? people(edit.people)}`;
    case 'shown':
      return `Showed ${edit.name ?? people(edit.people)} again`;
    case 'covered':
      return `Chose a cover for ${whom(edit.name, 'someone unnamed')}`;
    case 'loosened':
      return edit.own === null
        ? `Set ${whom(edit.name, 'someone unnamed')} to the library’s distance`
        : `Gave ${whom(edit.name, 'someone unnamed')} a distance of their own, ${distance(edit.own)}`;
    case 'imported':
      return `Imported ${people(edit.people)} with ${faces(edit.faces)}`;
    case 'took-albums':
      return `Took ${faces(edit.faces)} from ${albums(edit.albums)}`;
    case 'accepted':
      return `Took over ${named(edit)} for ${faces(edit.faces)}`;
    case 'declined':
      return `Declined ${named(edit)} for ${faces(edit.faces)}`;
    case 'settled':
      return `Set the distance to ${distance(edit.distance)}, groups of ${faces(edit.minFaces)} or more`;
  }
}
