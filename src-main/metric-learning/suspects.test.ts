import { describe, expect, it } from 'vitest';
import { findSuspects } from './suspects.ts';
import { circle, squaredChord } from './test-circle.ts';

const chord = (degrees: number) => expect.closeTo(Math.sqrt(squaredChord(degrees)), 6);
const alone = (count: number) => [...Array(count).keys()];

describe('suspected labels', () => {
  it('are of faces nearer to another person than to their own, the most doubtful first', () => {
    // Person 1 at 0 to 20, person 2 at 90 to 110; a face of 2 at 12 and one of 1 at 60.
    const degrees = [0, 10, 20, 90, 100, 110, 12, 60];
    expect(findSuspects(circle(degrees), 2, [1, 1, 1, 2, 2, 2, 2, 1], alone(8))).toEqual([
      { face: 6, person: 2, nearer: 1, own: chord(78), other: chord(2) },
      { face: 7, person: 1, nearer: 2, own: chord(40), other: chord(30) },
      // The face that is labelled wrongly makes one beside it look so.
      { face: 1, person: 1, nearer: 2, own: chord(10), other: chord(2) },
      { face: 2, person: 1, nearer: 2, own: chord(10), other: chord(8) },
    ]);
  });

  it('are not hidden by a near-duplicate with the same wrong label', () => {
    const degrees = [0, 10, 90, 100, 5, 5.1];
    const people = [1, 1, 2, 2, 2, 2];
    const faces = (groups: number[]) =>
      findSuspects(circle(degrees), 2, people, groups).map(({ face }) => face);
    expect(faces(alone(6))).not.toContain(4);
    expect(faces([0, 1, 2, 3, 4, 4]).slice(0, 2).sort()).toEqual([4, 5]);
  });

  it('are none of a face whose person has no other, of one face and of none', () => {
    expect(findSuspects(circle([0, 1, 90]), 2, [1, 2, 3], alone(3))).toEqual([]);
    expect(findSuspects(circle([0]), 2, [1], [0])).toEqual([]);
    expect(findSuspects(circle([]), 2, [], [])).toEqual([]);
  });
});
