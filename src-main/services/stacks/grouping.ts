import { elementAt } from '../../common/elements.ts';
import { uint8At } from '../../common/typed-arrays.ts';
import type { ShotRow } from '../../db/likenesses.ts';
import { likenessBytes, unlikeness } from '../../photos/likeness.ts';

/**
 * [Note: Which photos are a stack] Photos are in one stack if they are linked by pairs of two kinds. Shots of one moment:
 * taken within {@link momentSeconds} of each other, with pictures at most {@link momentBits} apart. Copies of one picture:
 * taken at any time, with pictures at most {@link copyBits} apart and sides of equal ratio. Of 894,453 pairs of different
 * album photos, the nearest are 34 bits apart, and 112 at most 60. Of 168 photos and their changed copies, those of half the
 * width are at most 13 bits apart (99 of 100), of JPEG quality 40 at most 19 (95 of 100), brighter by a fifth at most 26,
 * turned by two degrees at most 38, and moved by 4 % of the frame at most 62. So bursts of a camera that moves much fall into
 * several stacks rather than two scenes into one. People who take turns before the same background within ten seconds
 * are told apart only as far as the pictures are.
 */
const momentSeconds = 10;
const momentBits = 60;
const copyBits = 24;
/** Largest relative difference of the aspect ratios of two copies. */
const ratioTolerance = 0.03;
/** Later photos with which one is compared as shots of one moment; bursts are shorter. */
const mostCompared = 60;
/** Length of a moment with date and time to the second. */
const momentLength = 'YYYY-MM-DDThh:mm:ss'.length;

/**
 * Groups photos into stacks of two and more.
 * @param shots by time, undated ones last
 * @returns ids of the photos of each stack
 */
export function groupShots(shots: readonly ShotRow[]): number[][] {
  const free = shots.filter(({ choice, bits }) => choice !== 'alone' && bits !== null) as Comparable[];
  const links = new Links(free.length);
  linkMoments(free, links);
  linkCopies(free, links);
  return links.groups().map((group) => group.map((at) => elementAt(free, at).id));
}

type Comparable = ShotRow & { bits: Buffer };

function linkMoments(shots: readonly Comparable[], links: Links): void {
  for (let i = 0; i < shots.length; i++) {
    const one = elementAt(shots, i);
    if (one.takenOrder === null || one.takenAt?.length !== momentLength) continue;
    for (let j = i + 1; j < Math.min(shots.length, i + 1 + mostCompared); j++) {
      const other = elementAt(shots, j);
      if (other.takenOrder === null || other.takenOrder - one.takenOrder > momentSeconds) break;
      if (other.takenAt?.length !== momentLength) continue;
      if (unlikeness(one.bits, other.bits) <= momentBits) links.join(i, j);
    }
  }
}

/**
 * Compares only pictures that agree in one of sixteen pairs of bytes. Those that differ in 15 bits do, and nearly all that
 * differ in 24.
 */
function linkCopies(shots: readonly Comparable[], links: Links): void {
  for (let band = 0; band < likenessBytes; band += 2) {
    const alike = Map.groupBy(shots.keys(), (i) => {
      const { bits } = elementAt(shots, i);
      return uint8At(bits, band) * 256 + uint8At(bits, band + 1);
    });
    for (const group of alike.values()) {
      for (let a = 0; a < group.length; a++) {
        for (let b = a + 1; b < group.length; b++) {
          const [i, j] = [elementAt(group, a), elementAt(group, b)];
          if (!links.areJoined(i, j) && isCopy(elementAt(shots, i), elementAt(shots, j))) links.join(i, j);
        }
      }
    }
  }
}

function isCopy(one: Comparable, other: Comparable): boolean {
  const ratio = (one.width * other.height) / (one.height * other.width);
  return Math.abs(Math.log(ratio)) <= ratioTolerance && unlikeness(one.bits, other.bits) <= copyBits;
}

/** Disjoint sets of indices. */
class Links {
  readonly #parents: number[];

  constructor(count: number) {
    this.#parents = Array.from({ length: count }, (_, i) => i);
  }

  join(a: number, b: number): void {
    const [one, other] = [this.#root(a), this.#root(b)];
    this.#parents[Math.max(one, other)] = Math.min(one, other);
  }

  areJoined(a: number, b: number): boolean {
    return this.#root(a) === this.#root(b);
  }

  /** Sets of two and more, each ascending. */
  groups(): number[][] {
    const byRoot = Map.groupBy(this.#parents.keys(), (i) => this.#root(i));
    return [...byRoot.values()].filter((group) => group.length > 1);
  }

  #root(i: number): number {
    let root = i;
    while (elementAt(this.#parents, root) !== root) root = elementAt(this.#parents, root);
    for (let at = i; at !== root;) {
      const next = elementAt(this.#parents, at);
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }
}
