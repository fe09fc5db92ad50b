import { int32At, numberAt, uint32At } from '../../common/typed-arrays.ts';
import { clustersAt } from '../../clustering/dendrogram.ts';
import type { Measure } from '../../clustering/measure.ts';
import { type Linkage, updateLinkage } from '../../clustering/linkage.ts';
import type { LinkageInput } from '../../clustering/linkage-input.ts';

/**
 * [Note: Effort] A simulated user knows who everybody is, and gives as few answers as a person would need until enough faces
 * have the right name. An answer is: to name a group (or to say that it is somebody named before, which merges the two, as
 * a yes in the review does); to move one face to the person whose it is; to move the slider. Each time the answer is given
 * that puts most faces right.
 *
 * In Familiar, names hold while the slider moves: two named people never become one, so that a looser distance adds their
 * stray faces to them. The groups of other programs are fixed.
 */
export const enoughNamed = 0.95;

/** Increments of the slider that are tried, as parts of the loosest distance. */
const looser = [0.02, 0.04, 0.08, 0.16];
/**
 * Growth in answers after which faces are linked again; linking after every answer would take hours with thousands of
 * people.
 */
const relinkedAfter = 1 / 8;

/**
 * Counts the answers for fixed groups.
 * @param clusters members of each group, as indices into `people`
 * @param people person of each face
 */
export function answersNeeded(clusters: readonly (readonly number[])[], people: ArrayLike<number>): number {
  const gains = clusters.flatMap((members) => {
    const [most, ...others] = partsOf(members, people);
    return most === undefined
      ? []
      : [most.count, ...others.flatMap(({ count }) => Array<number>(count).fill(1))];
  });
  gains.sort((a, b) => b - a);
  const enough = Math.ceil(enoughNamed * people.length);
  let right = 0;
  let answers = 0;
  while (right < enough) right += numberAt(gains, answers++);
  return answers;
}

/** Lists the people of a group, those with most faces first. */
function partsOf(members: readonly number[], people: ArrayLike<number>): { person: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const face of members)
    counts.set(numberAt(people, face), (counts.get(numberAt(people, face)) ?? 0) + 1);
  return [...counts]
    .map(([person, count]) => ({ person, count }))
    .sort((a, b) => b.count - a.count || a.person - b.person);
}

interface Library {
  input: LinkageInput;
  linkage: Linkage;
  /** Indices of the faces whose person is known, and their people. */
  faces: { central: Uint32Array; people: Uint32Array };
  /** Initial distance. */
  distance: number;
  measure: Measure;
}

/** Counts the answers for a library, which keeps what was said when the distance changes. */
export function answersWithLinkage(library: Library): number {
  return new Naming(library).answer();
}

/** Numbers of faces in named groups. */
interface Counts {
  right: number;
  wrong: number;
}

class Naming {
  readonly #input: LinkageInput;
  readonly #loosest: number;
  readonly #enough: number;
  /** Person of each face, from 1; 0 where the person is not known. */
  readonly #truth: Int32Array;
  /** Label of each face by the simulated user. */
  readonly #said: Int32Array;
  #linkage: Linkage;
  #distance: number;
  #answers = 0;
  readonly #unlinked = new Set<number>();
  #linkedAt = 0;

  constructor({ input, linkage, faces, distance, measure }: Library) {
    this.#said = new Int32Array(input.rows.size);
    this.#input = { ...input, facts: { ...input.facts, people: this.#said } };
    this.#linkage = linkage;
    this.#distance = distance;
    this.#loosest = measure.loosest;
    this.#truth = new Int32Array(input.rows.size);
    faces.central.forEach((face, k) => (this.#truth[face] = uint32At(faces.people, k) + 1));
    this.#enough = Math.ceil(enoughNamed * faces.central.length);
  }

  answer(): number {
    for (;;) {
      const groups = clustersAt(this.#linkage.dendrogram, this.#distance);
      const counts = this.#countIn(groups);
      let { right } = counts;
      if (right >= this.#enough) return this.#answers;
      const slide = this.#bestSlide(counts);
      const open = this.#unnamed(groups);
      if (slide && slide.gain > (open[0]?.gain ?? 1)) {
        this.#distance = slide.distance;
        this.#answers++;
        continue;
      }
      const until = this.#answers + Math.max(1, Math.floor(relinkedAfter * this.#answers));
      for (const { members, person, gain } of open) {
        if (this.#answers >= until || right >= this.#enough) break;
        for (const face of members) this.#say(face, person);
        right += gain;
        this.#answers++;
      }
      // The remaining faces are in wrong groups, and are moved one by one.
      if (open.length === 0) return this.#answers + this.#enough - right;
      this.#link();
    }
  }

  #say(face: number, person: number): void {
    this.#said[face] = person;
    this.#unlinked.add(face);
  }

  #link(): void {
    this.#linkage = updateLinkage(this.#input, this.#linkage, [...this.#unlinked]);
    this.#unlinked.clear();
    this.#linkedAt = this.#answers;
  }

  #ownerOf(members: readonly number[]): number {
    return int32At(this.#said, members.find((face) => this.#said[face] !== 0) ?? numberAt(members, 0));
  }

  #countIn(groups: readonly number[][]): Counts {
    const counts = { right: 0, wrong: 0 };
    for (const members of groups) {
      const owner = this.#ownerOf(members);
      if (owner === 0) continue;
      for (const face of members) {
        if (this.#truth[face] === owner) counts.right++;
        else if (this.#truth[face] !== 0) counts.wrong++;
      }
    }
    return counts;
  }

  /** Lists groups without a name by the gain of naming them, greatest first. */
  #unnamed(groups: readonly number[][]): { members: number[]; person: number; gain: number }[] {
    return groups
      .flatMap((members) => {
        if (this.#ownerOf(members) !== 0) return [];
        const known = members.filter((face) => this.#truth[face] !== 0);
        const most = partsOf(known, this.#truth).at(0);
        return most ? [{ members, person: most.person, gain: most.count }] : [];
      })
      .sort((a, b) => b.gain - a.gain);
  }

  /** Finds the looser distance with the greatest gain in rightly named faces; undefined where none gains. */
  #bestSlide(before: Counts): { distance: number; gain: number } | undefined {
    if (this.#linkedAt === 0) return undefined;
    return looser
      .map((part) => this.#distance + part * this.#loosest)
      .filter((distance) => distance <= this.#loosest)
      .map((distance) => {
        const groups = clustersAt(this.#linkage.dendrogram, distance);
        const { right, wrong } = this.#countIn(groups);
        return { distance, gain: right - before.right - (wrong - before.wrong) };
      })
      .filter(({ gain }) => gain > 0)
      .sort((a, b) => b.gain - a.gain)
      .at(0);
  }
}
