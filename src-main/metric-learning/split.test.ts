import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { FamiliarError } from '../contract/errors.ts';
import { type Role, type SplitFace, splitFaces } from './split.ts';

let groups = 0;
/** People with so many faces each, every one in a photo of its own. */
const people = (known: SplitFace['known'], sizes: number[], first = 0): SplitFace[] =>
  sizes.flatMap((size, i) =>
    Array.from({ length: size }, () => ({ person: first + i, known, group: groups++ })),
  );
const countsOf = (roles: readonly Role[]) =>
  Object.fromEntries([...Map.groupBy(roles, (role) => role)].map(([role, own]) => [role, own.length]));
const countsByPerson = (faces: readonly SplitFace[], roles: readonly Role[]) =>
  [...Map.groupBy(faces.keys(), (face) => faces[face]!.person).values()].map((own) =>
    countsOf(own.map((face) => roles[face]!)),
  );

describe('the split', () => {
  it.each([
    [4, { train: 2, 'held-out': 2 }],
    [7, { train: 5, 'held-out': 2 }],
    [8, { train: 4, 'held-out': 2, validation: 2 }],
    [14, { train: 8, 'held-out': 3, validation: 3 }],
    [100, { train: 60, 'held-out': 22, validation: 18 }],
  ])('of %i faces of a person', (size, expected) => {
    const faces = people('labelled', [size, size]);
    expect(countsByPerson(faces, splitFaces(faces, 1))).toEqual([expected, expected]);
  });

  it('draws other faces for another seed, and the same for the same', () => {
    const faces = people('labelled', [20, 20]);
    expect(splitFaces(faces, 1)).toEqual(splitFaces(faces, 1));
    expect(splitFaces(faces, 1)).not.toEqual(splitFaces(faces, 2));
  });

  it('keeps near-duplicates on one side, and counts them once', () => {
    const faces = people('labelled', [24, 24]).map((face, i) => ({ ...face, group: i >> 1 }));
    const roles = splitFaces(faces, 3);
    for (let i = 0; i < roles.length; i += 2) expect(roles[i]).toBe(roles[i + 1]);
    expect(countsByPerson(faces, roles)[0]).toEqual({ train: 14, 'held-out': 6, validation: 4 });
    const oneBurst = [...people('labelled', [5, 5]), ...people('labelled', [6], 2).map((f) => ({ ...f, group: -1 }))]; // prettier-ignore
    expect(countsByPerson(oneBurst, splitFaces(oneBurst, 1))[2]).toEqual({ unused: 6 });
  });

  it('keeps photos of several people on one side', () => {
    const random = seededRandom(2);
    const faces = people('labelled', [30, 30, 30]).map((face) => ({
      ...face,
      group: 1000 + Math.floor(random() * 60),
    }));
    const roles = splitFaces(faces, 1);
    for (const own of Map.groupBy(faces.keys(), (face) => faces[face]!.group).values()) {
      expect(new Set(own.map((face) => roles[face])).size).toBe(1);
    }
    for (const counts of countsByPerson(faces, roles)) {
      for (const role of ['train', 'held-out', 'validation'] as const)
        expect(counts[role]).toBeGreaterThanOrEqual(2);
    }
  });

  it('makes a fifth of ten and more people strangers, whole', () => {
    const nine = people('labelled', Array(9).fill(6));
    expect(splitFaces(nine, 1)).not.toContain('stranger');
    const faces = people('labelled', Array(12).fill(6));
    const counts = countsByPerson(faces, splitFaces(faces, 1));
    expect(counts.filter((count) => count.stranger === 6)).toHaveLength(2);
    expect(counts.filter((count) => count.train === 4)).toHaveLength(10);
    const crowd = people('labelled', Array(600).fill(4));
    expect(countsOf(splitFaces(crowd, 1)).stranger).toBe(400);
  });

  it('makes half of the grouped people strangers, and leaves the other nameless faces to the library', () => {
    const faces = [
      ...people('labelled', [4, 4]),
      ...people('grouped', [2, 2, 3, 3, 1], 10),
      ...people('nameless', [6], 20),
    ];
    const roles = splitFaces(faces, 1);
    const grouped = countsByPerson(faces.slice(8, 19), roles.slice(8, 19));
    expect(grouped.filter((count) => count.stranger)).toHaveLength(2);
    expect(grouped.filter((count) => count.library)).toHaveLength(3);
    expect(roles.slice(19)).toEqual(Array(6).fill('library'));
  });

  it('leaves out people with fewer than four faces, and nameless faces next to one that is kept apart', () => {
    const faces = [...people('labelled', [4, 4, 3])];
    const roles = splitFaces(faces, 1);
    expect(roles.slice(8)).toEqual(['unused', 'unused', 'unused']);
    const withNeighbours = [
      ...faces,
      ...faces.map(({ group }) => ({ person: 0, known: 'nameless' as const, group })),
    ];
    const next = splitFaces(withNeighbours, 1).slice(faces.length);
    expect(next.slice(0, 8)).toEqual(
      roles.slice(0, 8).map((role) => (role === 'train' ? 'library' : 'unused')),
    );
    expect(next.slice(8)).toEqual(['library', 'library', 'library']);
  });

  it.each([
    ['nobody', [], 'too-few-people'],
    ['a single person', [40], 'too-few-people'],
    ['two people of whom one has three faces', [40, 3], 'too-few-faces'],
    ['many people with few faces', [3, 2, 1, 3], 'too-few-faces'],
  ])('refuses %s', (_, sizes, code) => {
    const faces = [...people('labelled', sizes), ...people('grouped', [9, 9], 50)];
    const split = () => splitFaces(faces, 1);
    expect(split).toThrow(FamiliarError);
    expect(split).toThrow(expect.objectContaining({ code }));
  });
});
