import { expect, test } from 'vitest';
import type { EditSummary } from '../../src-main/contract/edits.ts';
import { editText } from './edit-text.ts';

test.each<[EditSummary, string]>([
  [{ kind: 'named', name: 'Marie', faces: 34 }, 'Named the 34 faces of Marie'],
  [{ kind: 'renamed', from: 'Mary', to: 'Marie' }, 'Renamed Mary to Marie'],
  [{ kind: 'unnamed', name: 'Marie' }, 'Took the name Marie away'],
  [{ kind: 'unnamed', name: null }, 'Made someone a suggestion again'],
  [{ kind: 'merged', faces: 34, into: 'Marie' }, 'Merged 34 faces into Marie'],
  [{ kind: 'merged', faces: 1, into: null }, 'Merged 1 face into someone unnamed'],
  [{ kind: 'split', faces: 2, from: 'Marie' }, 'Split 2 faces off Marie'],
  [{ kind: 'moved', faces: 1, to: 'Grace' }, 'Moved 1 face to Grace'],
  [{ kind: 'rejected', faces: 1, from: 'Grace' }, 'Said that 1 face is not Grace'],
  [{ kind: 'rejected', faces: 3, from: 'Grace' }, 'Said that 3 faces are not Grace'],
  [{ kind: 'rejected', faces: 3, from: null }, 'Said that 3 faces are someone else'],
  [{ kind: 'dismissed', faces: 1 }, 'Marked 1 detection as not a face'],
  [{ kind: 'drawn', photoId: 1, name: null }, 'Added a face that was missed'],
  [{ kind: 'drawn', photoId: 1, name: 'Marie' }, 'Added a face of Marie that was missed'],
  [{ kind: 'hidden', people: 1, name: 'Marie' }, 'Hid Marie'],
  [{ kind: 'hidden', people: 3, name: null }, 'Hid 3 people'],
  [{ kind: 'shown', people: 1, name: null }, 'Showed 1 person again'],
  [{ kind: 'covered', name: 'Marie' }, 'Chose a cover for Marie'],
  [{ kind: 'favoured', name: 'Marie', on: true }, 'Made Marie a favourite'],
  [{ kind: 'favoured', name: null, on: false }, 'Removed someone unnamed from favourites'],
  [{ kind: 'born', name: 'Marie', date: '1867-11' }, 'Set Marie’s date of birth to November 1867'],
  [{ kind: 'born', name: 'Marie', date: null }, 'Removed Marie’s date of birth'],
  [{ kind: 'loosened', name: 'Marie', own: 0.4 }, 'Gave Marie a distance of their own, 0.40'],
  [{ kind: 'loosened', name: 'Marie', own: null }, 'Set Marie to the library’s distance'],
  [{ kind: 'took-albums', faces: 34, albums: 2 }, 'Took 34 faces from 2 albums'],
  [{ kind: 'settled', distance: 0.3, minFaces: 1 }, 'Set the distance to 0.30, groups of 1 face or more'],
])('%j is told as “%s”', (summary, text) => {
  expect(editText(summary)).toBe(text);
});
