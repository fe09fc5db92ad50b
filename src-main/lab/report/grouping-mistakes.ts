import { elementAt } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';

/** Faces of one person within a group, by their places in the evaluation. */
export interface Part {
  person: number;
  faces: number[];
}

/** A group that holds several people, the largest part first. */
export interface MixedGroup {
  parts: Part[];
  /** Faces that are not of the person with most faces in it. */
  strangers: number;
}

/** A person whose faces are in several groups, the largest part first. */
export interface SplitPerson {
  person: number;
  parts: number[][];
  /** Faces outside the group with most of them. */
  lost: number;
}

/**
 * Lists where groups and people differ, the worst first.
 * @param clusters members of each group
 * @param people the person of each face
 */
export function groupingMistakes(
  clusters: readonly (readonly number[])[],
  people: ArrayLike<number>,
): { mixed: MixedGroup[]; split: SplitPerson[] } {
  const mixed: MixedGroup[] = [];
  const byPerson = new Map<number, number[][]>();
  for (const cluster of clusters) {
    const parts = [...Map.groupBy(cluster, (face) => numberAt(people, face))]
      .map(([person, faces]) => ({ person, faces }))
      .sort((a, b) => b.faces.length - a.faces.length);
    if (parts.length > 1) mixed.push({ parts, strangers: cluster.length - elementAt(parts, 0).faces.length });
    for (const { person, faces } of parts) {
      byPerson.set(person, [...(byPerson.get(person) ?? []), faces]);
    }
  }
  const split = [...byPerson]
    .filter(([, parts]) => parts.length > 1)
    .map(([person, parts]) => {
      const sorted = parts.toSorted((a, b) => b.length - a.length);
      return { person, parts: sorted, lost: sorted.slice(1).reduce((sum, part) => sum + part.length, 0) };
    });
  return {
    mixed: mixed.sort((a, b) => b.strangers - a.strangers),
    split: split.sort((a, b) => b.lost - a.lost),
  };
}
