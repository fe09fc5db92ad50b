import { describe, expect, it } from 'vitest';
import type { Box } from '../contract/models.ts';
import { frames } from './frames.ts';
import { toStored } from './orientation.ts';
import type { MarkedFaces } from './photo-regions.ts';
import { proposeNames } from './proposals.ts';

const ada: Box = { x: 0.1, y: 0.2, width: 0.2, height: 0.2 };
const ben: Box = { x: 0.6, y: 0.3, width: 0.2, height: 0.2 };
const size = { width: 800, height: 600 };

const around = ({ x, y, width, height }: Box, times: number, shift = 0): Box => ({
  x: x + width / 2 - (times * width) / 2 + shift * width,
  y: y + height / 2 - (times * height) / 2,
  width: times * width,
  height: times * height,
});

function list(faces: [string, Box][], orientation = 1, appliedTo: typeof size | null = size): MarkedFaces {
  const named = faces.map(([name, box]) => ({ name, box }));
  return { source: 'photo', ...frames({ size, orientation }, appliedTo), faces: named };
}
const propose = (found: Box[], ...marked: MarkedFaces[]) => proposeNames(found, { marked, unplaced: [] });
const placed = (found: Box[], ...marked: MarkedFaces[]) =>
  propose(found, ...marked).placed.map(({ face, name }) => [face, name]);

describe('regions that are wider or tighter than faces', () => {
  it.each([
    ['twice as wide', 2, 0],
    ['twice as wide, and off to the side', 2, 0.3],
    ['four times as wide', 4, 0],
    ['0.4 times as wide', 0.4, 0],
    ['0.4 times as wide, and off to the side', 0.4, 0.2],
    ['a point', 0, 0.1],
  ])('name the faces that they are around, %s', (_words, times, shift) => {
    const marked = list([
      ['Ben', around(ben, times, shift)],
      ['Ada', around(ada, times, shift)],
    ]);
    expect(placed([ada, ben], marked)).toEqual([
      [0, 'Ada'],
      [1, 'Ben'],
    ]);
  });

  it('are matched to the nearest face each, and to no neighbouring one', () => {
    const beside = { ...ada, x: 0.35 };
    expect(placed([beside, ada], list([['Ada', around(ada, 3)]]))).toEqual([[1, 'Ada']]);
    expect(placed([beside], list([['Ada', around(ada, 0.4)]]))).toEqual([]);
    expect(placed([ada], list([['Everybody', { x: 0, y: 0, width: 2, height: 2 }]]))).toEqual([]);
  });
});

describe('regions in a picture that was turned', () => {
  const found = [ada, ben];
  const both: [string, Box][] = [
    ['Ada', ada],
    ['Ben', ben],
  ];
  const names = [
    [0, 'Ada'],
    [1, 'Ben'],
  ];

  it('are used unchanged if they were rotated with the picture and their size was kept', () => {
    // The picture was 600 x 800 before pixels and regions were rotated by a quarter.
    expect(placed(found, list(both, 1, { width: 600, height: 800 }))).toEqual(names);
  });

  it.each([6, 8])('are rotated if they refer to the stored picture, orientation %i', (orientation) => {
    const stored = both.map(([name, box]): [string, Box] => [name, toStored(box, orientation)]);
    expect(placed(found, list(stored, 1, { width: 600, height: 800 }))).toEqual(names);
    expect(placed(found, list(stored, orientation, { width: 600, height: 800 }))).toEqual(names);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])(
    'are read in the upright picture, contrary to the standard, orientation %i',
    (turn) => {
      expect(placed(found, list(both, turn, size))).toEqual(names);
      expect(placed(found, list(both, turn, null))).toEqual(names);
    },
  );

  it('are ignored if the picture was cropped since', () => {
    const { placed: named, missed, unplaced } = propose(found, list(both, 1, { width: 800, height: 400 }));
    expect([named, missed, unplaced]).toEqual([[], [], []]);
  });
});

describe('regions at which no face was found', () => {
  it('become faces to be recognised, in the upright picture', () => {
    const [cy, di] = [
      { x: 0.3, y: 0.6, width: 0.1, height: 0.1 },
      { x: 0.94, y: 0.6, width: 0.1, height: 0.1 },
    ];
    const stored = [ada, cy, di].map((box) => toStored(box, 6));
    const marked = list(
      [
        ['Ada', stored[0]!],
        ['Cy', stored[1]!],
        ['Di', stored[2]!],
      ],
      6,
      { width: 600, height: 800 },
    );
    const { missed, unplaced } = propose([ada], marked, list([['cy', cy]]));
    expect(missed).toEqual([
      {
        name: 'Cy',
        source: 'photo',
        box: expect.objectContaining({ x: expect.closeTo(0.3), y: expect.closeTo(0.6) }),
      },
      { name: 'Di', source: 'photo', box: expect.objectContaining({ width: expect.closeTo(0.06) }) },
    ]);
    expect(unplaced).toEqual([]);
  });

  it('become names without a position if the position is uncertain', () => {
    const { missed, unplaced } = propose([], list([['Ada', ada]], 6, null));
    expect([missed, unplaced]).toEqual([[], [{ name: 'Ada', source: 'photo' }]]);
    // A different size: the picture may have been cropped to the same aspect ratio.
    expect(propose([], list([['Ada', ada]], 1, { width: 1600, height: 1200 })).missed).toEqual([]);
    expect(
      propose(
        [ben],
        list(
          [
            ['Ada', ada],
            ['Ben', ben],
          ],
          1,
          { width: 1600, height: 1200 },
        ),
      ).missed,
    ).toHaveLength(1);
    const point = { x: 0.9, y: 0.9, width: 0, height: 0 };
    expect(propose([ben], list([['Ada', point]])).unplaced).toEqual([{ name: 'Ada', source: 'photo' }]);
  });
});

it('drops placeholder names, and hides ignored faces', () => {
  const marked = list([
    ['Unknown', ada],
    ['Ignored', ben],
    ['Unconfirmed', { x: 0.4, y: 0.8, width: 0.1, height: 0.1 }],
  ]);
  expect(propose([ada, ben], marked)).toEqual({ placed: [], missed: [], unplaced: [], ignored: [1] });
});
