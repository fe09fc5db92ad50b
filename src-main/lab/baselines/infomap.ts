import { seededRandom, shuffled } from '../../common/random.ts';
import { clustersOf } from './cluster-labels.ts';

/** An undirected edge of positive weight between two different points. */
export interface WeightedEdge {
  a: number;
  b: number;
  weight: number;
}

/** Graph of one level: its points are the given points at first, later the modules of the level below. */
interface Network {
  count: number;
  /** Index of each point's first edge in the lists, and at last the number of edges. */
  starts: Uint32Array;
  ends: Uint32Array;
  /** Parts of the walk: weight over twice the sum of all weights. */
  flows: Float64Array;
  /** Part of the walk that is at each point. */
  visits: Float64Array;
  /** Part of the walk that leaves each point for another. */
  leaves: Float64Array;
}

/** Least change of the code length, in bits; smaller ones are rounding. */
const leastGain = 1e-10;
/** Greatest number of rounds of moving points on one level. */
const maxRounds = 50;

/**
 * Infomap (Rosvall and Bergstrom 2008): the partition that minimises the description length of a random walk on the graph,
 * by the two-level map equation. Points move to the module that shortens the code most until none moves, modules become the
 * points of the next level (Blondel et al. 2008), and then single points are moved again from the partition found.
 * @param seed seed of the order in which points are visited
 * @returns members of each module, ascending; modules by their lowest member. A point without edges is alone
 */
export function infomap(count: number, edges: readonly WeightedEdge[], seed: number): number[][] {
  const random = seededRandom(seed);
  const network = networkOf(count, edges);
  let modules: Uint32Array = Uint32Array.from({ length: count }, (_, point) => point);
  for (;;) {
    const before = modules;
    modules = movePoints(network, modules, random);
    modules = joinModules(network, modules, random);
    if (lengthOf(network, modules) > lengthOf(network, before) - leastGain) return clustersOf(before);
  }
}

/**
 * The two-level map equation: bits that a step of the walk takes on average.
 * @param modules the module of each point
 */
export const codeLength = (
  count: number,
  edges: readonly WeightedEdge[],
  modules: ArrayLike<number>,
): number => lengthOf(networkOf(count, edges), modules);

function networkOf(count: number, edges: readonly WeightedEdge[]): Network {
  const total = edges.reduce((sum, { weight }) => sum + weight, 0);
  const starts = new Uint32Array(count + 1);
  for (const { a, b } of edges) {
    starts[a + 1]++;
    starts[b + 1]++;
  }
  for (let point = 0; point < count; point++) starts[point + 1] += starts[point];
  const next = starts.slice(0, count);
  const ends = new Uint32Array(2 * edges.length);
  const flows = new Float64Array(2 * edges.length);
  const visits = new Float64Array(count);
  const add = (from: number, to: number, flow: number) => {
    ends[next[from]] = to;
    flows[next[from]++] = flow;
    visits[from] += flow;
  };
  for (const { a, b, weight } of edges) {
    add(a, b, weight / (2 * total));
    add(b, a, weight / (2 * total));
  }
  return { count, starts, ends, flows, visits, leaves: visits };
}

const plogp = (p: number): number => (p > 0 ? p * Math.log2(p) : 0);

function lengthOf({ count, starts, ends, flows, visits }: Network, modules: ArrayLike<number>): number {
  const exits = new Map<number, number>();
  const inside = new Map<number, number>();
  let length = 0;
  for (let point = 0; point < count; point++) {
    const module = modules[point];
    length -= plogp(visits[point]);
    inside.set(module, (inside.get(module) ?? 0) + visits[point]);
    for (let at = starts[point]; at < starts[point + 1]; at++) {
      if (modules[ends[at]] !== module) exits.set(module, (exits.get(module) ?? 0) + flows[at]);
    }
  }
  let exit = 0;
  for (const [module, visited] of inside) {
    const leaving = exits.get(module) ?? 0;
    exit += leaving;
    length += plogp(leaving + visited) - 2 * plogp(leaving);
  }
  return length + plogp(exit);
}

/** Moves points one by one to the module next to them that shortens the code most, until none moves. */
function movePoints(network: Network, before: Uint32Array, random: () => number): Uint32Array {
  const { count, starts, ends, flows, visits, leaves } = network;
  const modules = before.slice();
  const inside = new Float64Array(count);
  const exits = new Float64Array(count);
  for (let point = 0; point < count; point++) {
    inside[modules[point]] += visits[point];
    exits[modules[point]] += leaves[point];
    for (let at = starts[point]; at < starts[point + 1]; at++) {
      if (modules[ends[at]] === modules[point]) exits[modules[point]] -= flows[at];
    }
  }
  let exit = exits.reduce((sum, part) => sum + part, 0);
  /** Contribution of a module to the code length, without its part in the term of all exits. */
  const cost = (leaving: number, visited: number) => plogp(leaving + visited) - 2 * plogp(leaving);
  const flowTo = new Float64Array(count);
  for (let round = 0; round < maxRounds; round++) {
    let moved = 0;
    for (const point of shuffled(Array.from(modules.keys()), random)) {
      const from = modules[point];
      const near: number[] = [];
      for (let at = starts[point]; at < starts[point + 1]; at++) {
        const module = modules[ends[at]];
        if (flowTo[module] === 0) near.push(module);
        flowTo[module] += flows[at];
      }
      const exitWithout = Math.max(0, exits[from] - leaves[point] + 2 * flowTo[from]);
      const insideWithout = inside[from] - visits[point];
      const leftCost = cost(exitWithout, insideWithout) - cost(exits[from], inside[from]);
      let best = { gain: leastGain, to: from, exit: 0 };
      for (const to of near) {
        if (to === from) continue;
        const exitWith = Math.max(0, exits[to] + leaves[point] - 2 * flowTo[to]);
        const joinedCost = cost(exitWith, inside[to] + visits[point]) - cost(exits[to], inside[to]);
        const exitsNow = exit + exitWithout - exits[from] + exitWith - exits[to];
        const gain = plogp(exit) - plogp(exitsNow) - leftCost - joinedCost;
        if (gain > best.gain) best = { gain, to, exit: exitWith };
      }
      for (const module of near) flowTo[module] = 0;
      if (best.to === from) continue;
      exit += exitWithout - exits[from] + best.exit - exits[best.to];
      exits[from] = exitWithout;
      inside[from] = insideWithout;
      exits[best.to] = best.exit;
      inside[best.to] += visits[point];
      modules[point] = best.to;
      moved++;
    }
    if (moved === 0) break;
  }
  return modules;
}

/** Moves whole modules, level by level, as long as that makes fewer of them. */
function joinModules(network: Network, modules: Uint32Array, random: () => number): Uint32Array {
  let joined = modules;
  for (;;) {
    const numbers = new Map<number, number>();
    for (const module of joined) if (!numbers.has(module)) numbers.set(module, numbers.size);
    const moduleOf = joined.map((module) => numbers.get(module)!);
    const coarse = coarsened(network, moduleOf, numbers.size);
    const above = movePoints(
      coarse,
      Uint32Array.from({ length: numbers.size }, (_, m) => m),
      random,
    );
    if (above.every((to, module) => to === module)) return joined;
    joined = moduleOf.map((module) => above[module]);
  }
}

/** The network whose points are the modules of another. */
function coarsened(
  { count, starts, ends, flows, visits }: Network,
  modules: Uint32Array,
  size: number,
): Network {
  const between = Array.from({ length: size }, () => new Map<number, number>());
  const visited = new Float64Array(size);
  for (let point = 0; point < count; point++) {
    const to = between[modules[point]];
    visited[modules[point]] += visits[point];
    for (let at = starts[point]; at < starts[point + 1]; at++) {
      const other = modules[ends[at]];
      if (other !== modules[point]) to.set(other, (to.get(other) ?? 0) + flows[at]);
    }
  }
  const first = new Uint32Array(size + 1);
  between.forEach((to, module) => (first[module + 1] = first[module] + to.size));
  return {
    count: size,
    starts: first,
    ends: Uint32Array.from(between.flatMap((to) => [...to.keys()])),
    flows: Float64Array.from(between.flatMap((to) => [...to.values()])),
    visits: visited,
    leaves: Float64Array.from(between, (to) => [...to.values()].reduce((sum, flow) => sum + flow, 0)),
  };
}
