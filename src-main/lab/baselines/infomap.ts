import { elementAt, required } from '../../common/elements.ts';
import {
  addFloat64,
  addUint32,
  float64At,
  nextUint32,
  numberAt,
  uint32At,
} from '../../common/typed-arrays.ts';
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
    addUint32(starts, a + 1, 1);
    addUint32(starts, b + 1, 1);
  }
  for (let point = 0; point < count; point++) addUint32(starts, point + 1, uint32At(starts, point));
  const next = starts.slice(0, count);
  const ends = new Uint32Array(2 * edges.length);
  const flows = new Float64Array(2 * edges.length);
  const visits = new Float64Array(count);
  const add = (from: number, to: number, flow: number) => {
    const place = nextUint32(next, from);
    ends[place] = to;
    flows[place] = flow;
    addFloat64(visits, from, flow);
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
    const module = numberAt(modules, point);
    length -= plogp(float64At(visits, point));
    inside.set(module, (inside.get(module) ?? 0) + float64At(visits, point));
    for (let at = uint32At(starts, point); at < uint32At(starts, point + 1); at++) {
      if (modules[uint32At(ends, at)] !== module)
        exits.set(module, (exits.get(module) ?? 0) + float64At(flows, at));
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
    addFloat64(inside, uint32At(modules, point), float64At(visits, point));
    addFloat64(exits, uint32At(modules, point), float64At(leaves, point));
    for (let at = uint32At(starts, point); at < uint32At(starts, point + 1); at++) {
      if (modules[uint32At(ends, at)] === modules[point])
        exits[uint32At(modules, point)] = float64At(exits, uint32At(modules, point)) - float64At(flows, at);
    }
  }
  let exit = exits.reduce((sum, part) => sum + part, 0);
  /** Contribution of a module to the code length, without its part in the term of all exits. */
  const cost = (leaving: number, visited: number) => plogp(leaving + visited) - 2 * plogp(leaving);
  const flowTo = new Float64Array(count);
  for (let round = 0; round < maxRounds; round++) {
    let moved = 0;
    for (const point of shuffled(Array.from(modules.keys()), random)) {
      const from = uint32At(modules, point);
      const near: number[] = [];
      for (let at = uint32At(starts, point); at < uint32At(starts, point + 1); at++) {
        const module = uint32At(modules, uint32At(ends, at));
        if (flowTo[module] === 0) near.push(module);
        addFloat64(flowTo, module, float64At(flows, at));
      }
      const exitWithout = Math.max(
        0,
        float64At(exits, from) - float64At(leaves, point) + 2 * float64At(flowTo, from),
      );
      const insideWithout = float64At(inside, from) - float64At(visits, point);
      const leftCost =
        cost(exitWithout, insideWithout) - cost(float64At(exits, from), float64At(inside, from));
      let best = { gain: leastGain, to: from, exit: 0 };
      for (const to of near) {
        if (to === from) continue;
        const exitWith = Math.max(
          0,
          float64At(exits, to) + float64At(leaves, point) - 2 * float64At(flowTo, to),
        );
        const joinedCost =
          cost(exitWith, float64At(inside, to) + float64At(visits, point)) -
          cost(float64At(exits, to), float64At(inside, to));
        const exitsNow = exit + exitWithout - float64At(exits, from) + exitWith - float64At(exits, to);
        const gain = plogp(exit) - plogp(exitsNow) - leftCost - joinedCost;
        if (gain > best.gain) best = { gain, to, exit: exitWith };
      }
      for (const module of near) flowTo[module] = 0;
      if (best.to === from) continue;
      exit += exitWithout - float64At(exits, from) + best.exit - float64At(exits, best.to);
      exits[from] = exitWithout;
      inside[from] = insideWithout;
      exits[best.to] = best.exit;
      addFloat64(inside, best.to, float64At(visits, point));
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
    const moduleOf = joined.map((module) => required(numbers.get(module)));
    const coarse = coarsened(network, moduleOf, numbers.size);
    const above = movePoints(
      coarse,
      Uint32Array.from({ length: numbers.size }, (_, m) => m),
      random,
    );
    if (above.every((to, module) => to === module)) return joined;
    joined = moduleOf.map((module) => uint32At(above, module));
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
    const to = elementAt(between, uint32At(modules, point));
    addFloat64(visited, uint32At(modules, point), float64At(visits, point));
    for (let at = uint32At(starts, point); at < uint32At(starts, point + 1); at++) {
      const other = uint32At(modules, uint32At(ends, at));
      if (other !== modules[point]) to.set(other, (to.get(other) ?? 0) + float64At(flows, at));
    }
  }
  const first = new Uint32Array(size + 1);
  between.forEach((to, module) => (first[module + 1] = uint32At(first, module) + to.size));
  return {
    count: size,
    starts: first,
    ends: Uint32Array.from(between.flatMap((to) => [...to.keys()])),
    flows: Float64Array.from(between.flatMap((to) => [...to.values()])),
    visits: visited,
    leaves: Float64Array.from(between, (to) => [...to.values()].reduce((sum, flow) => sum + flow, 0)),
  };
}
