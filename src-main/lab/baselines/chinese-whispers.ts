import { elementAt } from '../../common/elements.ts';
import { uint32At } from '../../common/typed-arrays.ts';
import type { Neighbours } from './neighbours.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { clustersOf } from './cluster-labels.ts';

/** Greatest number of rounds. Graphs of faces converge earlier, except for points that alternate for ever. */
const maxRounds = 30;

/**
 * Chinese whispers (Biemann 2006): every point starts as a class of its own, and in rounds of random order each
 * takes the class that most of its neighbours have. As in dlib's face clustering, two points are neighbours up
 * to the distance and all neighbours weigh the same. A tie keeps the point's own class where that is among the
 * commonest, and is drawn at random otherwise.
 * @returns members of each cluster, ascending; clusters by their lowest member
 */
export function whisper(neighbours: Neighbours, distance: number, seed: number): number[][] {
  const { count } = neighbours;
  const classes = Uint32Array.from({ length: count }, (_, i) => i);
  const random = seededRandom(seed);
  const points = Array.from(classes);
  for (let round = 0; round < maxRounds; round++) {
    let changed = false;
    for (const point of shuffled(points, random)) {
      const next = commonest(neighbours.within(point, distance), classes, uint32At(classes, point), random);
      changed ||= next !== classes[point];
      classes[point] = next;
    }
    if (!changed) break;
  }
  return clustersOf(classes);
}

function commonest(neighbours: Uint32Array, classes: Uint32Array, own: number, random: () => number): number {
  const votes = new Map<number, number>();
  for (const neighbour of neighbours) {
    votes.set(uint32At(classes, neighbour), (votes.get(uint32At(classes, neighbour)) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  if ((votes.get(own) ?? 0) === most) return own;
  const first = [...votes].filter(([, count]) => count === most);
  return elementAt(first, Math.floor(random() * first.length))[0];
}
