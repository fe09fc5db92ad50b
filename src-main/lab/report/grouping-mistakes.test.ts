import { describe, expect, it } from 'vitest';
import { groupingMistakes } from './grouping-mistakes.ts';

describe('mistakes of a grouping', () => {
  it('are none where groups are people', () => {
    expect(groupingMistakes([[0, 2], [1]], [7, 8, 7])).toEqual({ mixed: [], split: [] });
    expect(groupingMistakes([], [])).toEqual({ mixed: [], split: [] });
  });

  it('are mixed groups and split people, the worst and the largest parts first', () => {
    // Person 0 has faces 0 to 4, person 1 faces 5 to 7, person 2 face 8.
    const people = [0, 0, 0, 0, 0, 1, 1, 1, 2];
    const { mixed, split } = groupingMistakes([[8, 4], [0], [1, 5, 6, 2, 7], [3]], people);
    expect(mixed).toEqual([
      {
        parts: [
          { person: 1, faces: [5, 6, 7] },
          { person: 0, faces: [1, 2] },
        ],
        strangers: 2,
      },
      {
        parts: [
          { person: 2, faces: [8] },
          { person: 0, faces: [4] },
        ],
        strangers: 1,
      },
    ]);
    expect(split).toEqual([{ person: 0, parts: [[1, 2], [4], [0], [3]], lost: 3 }]);
  });
});
