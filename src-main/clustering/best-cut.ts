import { addFloat64, float32At, float64At, uint32At } from '../common/typed-arrays.ts';
import { cutAt, type Dendrogram } from './dendrogram.ts';
import { type Measure } from './measure.ts';
import { neighboursKept, nobody } from './neighbour-graph.ts';
import { type LinkageInput, strictDistance } from './linkage-input.ts';

/**
 * [Note: The library tunes itself] No single distance suits all libraries: five people who do not look alike
 * allow a far larger one than forty who do, or than small children. The map equation (Rosvall and Bergstrom
 * 2008) finds the cut that a library itself supports. It describes a random walk from face to face, in which
 * near faces are more likely steps. The cut along the boundaries between people gives the shortest
 * description of the walk, in bits for faces within groups and for steps between groups. Near strangers make
 * strict cuts shorter; distant photos of one person make large cuts shorter. No labels are needed. Statements
 * of the user are in the dendrogram, and so in every cut.
 *
 * The walk alone joins everybody where hardly anybody occurs twice, as in the first photos of a library or at
 * a congress. So it is used only if a strict cut puts most faces into groups of three and more. A cut that
 * joins many faces of one photo is too large, since these are different people; pairs that the strictest cut
 * joins are mirrors and collages, and do not count.
 *
 * The constants were chosen over all album sets and mixtures of them; see `lab/experiments/clustering.md`.
 */

/** Nearest neighbours of each face that are steps of the walk. */
const walked = 8;
/** The probability of a step falls to 1/e over this multiple of `softness`. */
const stride = 3;
/** Number of cuts compared, evenly spaced. */
const steps = 60;
/** Minimum number of good faces; below it the walk is not reliable. */
const leastFaces = 80;
/** Minimum share of good faces in groups of {@link metAgain} and more; below it the walk is not reliable. */
const leastMetAgain = 0.62;
const metAgain = 3;
/**
 * Penalty in bits at one `softness` from the middle; it grows with the square. It decides for the usual
 * distance where the walk hardly distinguishes two cuts.
 */
const pull = 0.0064;
/** Position between the strictest and the largest cut at which groups are certainly single people. */
const strictPart = 0.25;
/** Maximum share of same-photo pairs that a cut may join, not counting pairs that the strictest cut joins. */
const mostMatesJoined = 0.12;

/** Edges of the walk, between good faces that may be one person. */
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
 * The height at which the groups of a dendrogram suit the library best, rounded down to hundredths, the steps
 * of the slider. It is rounded down because two people may become one slightly above it.
 * @param range heights between which it is sought
 * @returns null for a library with too few faces
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

/** Is the face neither dismissed nor of low quality? */
const isGood = ({ dismissed, lowQuality }: LinkageInput['facts'], point: number): boolean =>
  dismissed[point] === 0 && lowQuality[point] === 0;

/** Number of good faces in groups with at least {@link metAgain} of them. */
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

/**
 * Pairs of good faces of one photo that the user has not labelled as one person, among the first faces of
 * each photo.
 */
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

/** Faces of one photo that are paired at most, so that a crowd counts no more than a small group. */
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
      const other = uint32At(neighbours, at);
      if (!isIn(other) || photos[other] === photos[point]) continue;
      // A pair in two rows is one edge.
      if (other < point && isWalked(neighbours, other, point)) continue;
      if (told.has(Math.min(point, other) * size + Math.max(point, other))) continue;
      const flow = strideAt(strictDistance(input, point, other, float32At(distances, at)), measure);
      walk.from[walk.count] = point;
      walk.to[walk.count] = other;
      walk.flow[walk.count++] = flow;
      addFloat64(walk.visits, point, flow);
      addFloat64(walk.visits, other, flow);
      total += 2 * flow;
    }
  }
  for (let edge = 0; edge < walk.count; edge++) walk.flow[edge] = float64At(walk.flow, edge) / total;
  for (let point = 0; point < size; point++) walk.visits[point] = float64At(walk.visits, point) / total;
  return walk;
}

/** Is a point among those that are walked to from another? */
function isWalked(neighbours: Uint32Array, from: number, point: number): boolean {
  const start = from * neighboursKept;
  for (let at = start; at < start + walked; at++) if (neighbours[at] === point) return true;
  return false;
}

const strideAt = (distance: number, { softness }: Measure): number =>
  Math.exp(-distance / (stride * softness));

/**
 * Length of the description by the map equation, in bits, without the term that is the same for every cut.
 * @param walk loses the edges within groups: larger cuts contain them too
 * @param groupOf buffer for the group of each point
 */
function lengthAt(walk: Walk, order: Uint32Array, starts: Uint32Array, groupOf: Uint32Array): number {
  const groups = starts.length - 1;
  const visits = new Float64Array(groups);
  const exits = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    for (let at = uint32At(starts, group); at < uint32At(starts, group + 1); at++) {
      groupOf[uint32At(order, at)] = group;
      addFloat64(visits, group, float64At(walk.visits, uint32At(order, at)));
    }
  }
  let kept = 0;
  for (let edge = 0; edge < walk.count; edge++) {
    const [a, b] = [uint32At(groupOf, uint32At(walk.from, edge)), uint32At(groupOf, uint32At(walk.to, edge))];
    if (a === b) continue;
    addFloat64(exits, a, float64At(walk.flow, edge));
    addFloat64(exits, b, float64At(walk.flow, edge));
    walk.from[kept] = uint32At(walk.from, edge);
    walk.to[kept] = uint32At(walk.to, edge);
    walk.flow[kept++] = float64At(walk.flow, edge);
  }
  walk.count = kept;
  let exit = 0;
  let length = 0;
  for (let group = 0; group < groups; group++) {
    exit += float64At(exits, group);
    length += plogp(float64At(exits, group) + float64At(visits, group)) - 2 * plogp(float64At(exits, group));
  }
  return length + plogp(exit);
}

const plogp = (p: number): number => (p > 0 ? p * Math.log2(p) : 0);
