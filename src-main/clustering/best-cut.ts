import { cutAt, type Dendrogram } from './dendrogram.ts';
import { type Measure } from './measure.ts';
import { neighboursKept, nobody } from './neighbour-graph.ts';
import { type LinkageInput, strictDistance } from './linkage-input.ts';

/**
 * [Note: The library tunes itself] No distance suits all libraries: five people who are unlike may be cut far more loosely
 * than forty who look alike, or small children. Which cut a library itself supports is told by the map equation (Rosvall and
 * Bergstrom 2008): think of a walk from face to near face, more often to nearer ones. A cut that parts it where people part
 * takes the fewest bits to tell, each group's faces and the steps between groups. Where strangers are near, the walk goes on
 * between groups until the cut is strict; where photos of one person are far apart, until it is loose. No labels are needed;
 * what the user said is in the dendrogram, and so in every cut.
 *
 * A walk alone joins everybody where hardly anybody was met twice, as among the first photos of a library or at a congress. So
 * it is asked only where a strict cut finds most faces in groups of three and more, and a cut that joins many faces of one photo
 * is too loose: they are different people. Those that the strictest cut joins are mirrors and collages, and say nothing.
 *
 * Constants were chosen over all album sets and mixtures of them, see README.md.
 */

/** Nearest neighbours of each face between which the walk goes. */
const walked = 8;
/** A step's likelihood falls to 1/e over this many times the softness of likeness. */
const stride = 3;
/** Cuts that are compared, evenly spaced. */
const steps = 60;
/** With fewer good faces the walk says nothing. */
const leastFaces = 80;
/** With a smaller part of the good faces in groups of {@link metAgain} and more the walk says nothing either. */
const leastMetAgain = 0.62;
const metAgain = 3;
/**
 * Bits that a cut is the worse for being away from the middle by the softness of likeness, and four times as many twice as far:
 * where the walk hardly tells two cuts apart, the one that suits most libraries is taken.
 */
const pull = 0.0064;
/** Where, between the strictest and the loosest cut, groups are surely people. */
const strictPart = 0.25;
/** Largest part of the pairs of faces of one photo that a cut may join, of those that the strictest does not. */
const mostMatesJoined = 0.12;

/** What the walk goes along: good faces that may be one person. */
interface Walk {
  from: Uint32Array;
  to: Uint32Array;
  flow: Float64Array;
  count: number;
  visits: Float64Array;
  /** Number of good faces. */
  faces: number;
}

/**
 * The height at which a dendrogram's groups suit the library best, in hundredths, as a slider has them. It is rounded down: a
 * little above, two people may be one.
 * @param range heights between which it is sought
 * @returns null where there are too few faces to tell
 */
export function findBestCut(
  input: LinkageInput,
  dendrogram: Dendrogram,
  range: { least: number; most: number },
): number | null {
  const walk = walkOf(input);
  if (walk.faces < leastFaces) return null;
  const strict = range.least + strictPart * (range.most - range.least);
  if (facesMetAgain(input, dendrogram, strict) < leastMetAgain * walk.faces) return null;
  const mates = matesOf(input);
  const groupOf = new Uint32Array(input.rows.size);
  const point = walk.visits.reduce((sum, visit) => sum + plogp(visit), 0);
  let best = { height: range.least, length: Infinity };
  let before = -1;
  let copies = -1;
  for (let step = 0; step <= steps; step++) {
    const height = range.least + ((range.most - range.least) * step) / steps;
    const starts = cutAt(dendrogram, height);
    if (starts.length === before) continue;
    before = starts.length;
    const away = (height - input.measure.middle) / input.measure.softness;
    const length = lengthAt(walk, dendrogram.order, starts, groupOf) - point + pull * away ** 2;
    const joined = mates.filter(([a, b]) => groupOf[a] === groupOf[b]).length;
    if (copies < 0) copies = joined;
    if (joined - copies > mostMatesJoined * (mates.length - copies)) break;
    if (length < best.length) best = { height, length };
  }
  return Math.floor(100 * best.height + 1e-9) / 100;
}

/** Whether a face counts: one that was not dismissed and is not poor. */
const isGood = ({ dismissed, lowQuality }: LinkageInput['facts'], point: number): boolean =>
  dismissed[point] === 0 && lowQuality[point] === 0;

/** Good faces in groups that hold at least {@link metAgain} of them. */
function facesMetAgain({ facts }: LinkageInput, dendrogram: Dendrogram, height: number): number {
  const starts = cutAt(dendrogram, height);
  let count = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    const members = dendrogram.order.subarray(starts[group], starts[group + 1]);
    const good = members.reduce((sum, point) => sum + (isGood(facts, point) ? 1 : 0), 0);
    if (good >= metAgain) count += good;
  }
  return count;
}

/** Pairs of good faces of one photo of whom the user has not said that they are one person; each photo counts its first faces. */
function matesOf({ rows, facts }: LinkageInput): [number, number][] {
  const { photos, people } = facts;
  const points = Array.from({ length: rows.size }, (_, point) => point).filter((point) =>
    isGood(facts, point),
  );
  return [...Map.groupBy(points, (point) => photos[point]).values()].flatMap((faces) =>
    faces.slice(0, matesCounted).flatMap((a, i, counted) =>
      counted
        .slice(i + 1)
        .filter((b) => people[a] === 0 || people[a] !== people[b])
        .map((b): [number, number] => [a, b]),
    ),
  );
}

/** Faces of one photo that are paired: a crowd says no more than a small group. */
const matesCounted = 6;

function walkOf(input: LinkageInput): Walk {
  const { rows, facts, apart, measure } = input;
  const { size, neighbours, distances } = rows;
  const { photos } = facts;
  const isIn = (point: number) => isGood(facts, point);
  const told = new Set(apart.map(([a, b]) => a * size + b));
  const walk: Walk = {
    from: new Uint32Array(size * walked),
    to: new Uint32Array(size * walked),
    flow: new Float64Array(size * walked),
    count: 0,
    visits: new Float64Array(size),
    faces: 0,
  };
  let total = 0;
  for (let point = 0; point < size; point++) {
    if (!isIn(point)) continue;
    walk.faces++;
    for (let k = 0, at = point * neighboursKept; k < walked && neighbours[at] !== nobody; k++, at++) {
      const other = neighbours[at];
      if (!isIn(other) || photos[other] === photos[point] || told.has(other * size + point)) continue;
      const flow = strideAt(strictDistance(input, point, other, distances[at]), measure);
      walk.from[walk.count] = point;
      walk.to[walk.count] = other;
      walk.flow[walk.count++] = flow;
      walk.visits[point] += flow;
      walk.visits[other] += flow;
      total += 2 * flow;
    }
  }
  for (let edge = 0; edge < walk.count; edge++) walk.flow[edge] /= total;
  for (let point = 0; point < size; point++) walk.visits[point] /= total;
  return walk;
}

const strideAt = (distance: number, { softness }: Measure): number =>
  Math.exp(-distance / (stride * softness));

/**
 * The map equation without the part that no cut changes.
 * @param walk loses the edges within groups: looser cuts hold them too
 * @param groupOf room for the group of each point
 */
function lengthAt(walk: Walk, order: Uint32Array, starts: Uint32Array, groupOf: Uint32Array): number {
  const groups = starts.length - 1;
  const visits = new Float64Array(groups);
  const exits = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    for (let at = starts[group]; at < starts[group + 1]; at++) {
      groupOf[order[at]] = group;
      visits[group] += walk.visits[order[at]];
    }
  }
  let kept = 0;
  for (let edge = 0; edge < walk.count; edge++) {
    const [a, b] = [groupOf[walk.from[edge]], groupOf[walk.to[edge]]];
    if (a === b) continue;
    exits[a] += walk.flow[edge];
    exits[b] += walk.flow[edge];
    walk.from[kept] = walk.from[edge];
    walk.to[kept] = walk.to[edge];
    walk.flow[kept++] = walk.flow[edge];
  }
  walk.count = kept;
  let exit = 0;
  let length = 0;
  for (let group = 0; group < groups; group++) {
    exit += exits[group];
    length += plogp(exits[group] + visits[group]) - 2 * plogp(exits[group]);
  }
  return length + plogp(exit);
}

const plogp = (p: number): number => (p > 0 ? p * Math.log2(p) : 0);
