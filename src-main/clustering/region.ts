import type { Dendrogram } from './dendrogram.ts';
import { EdgeList } from './edges.ts';
import { likeness, type Measure } from './measure.ts';
import { type GraphRows, neighboursKept, nobody } from './neighbour-graph.ts';

/** What is known of each point besides its neighbours. */
export interface PointFacts {
  /** Points with the same number are apart (a face's photo), unless they are one person's. */
  photos: Uint32Array;
  /** 1 for a point that must not start a cluster [Note: Poor faces]. */
  poor: Uint8Array;
  /** Who it is because the user said so, from 1; 0 where they did not. One person's points are always together. */
  people: Int32Array;
  /** 1 for a point that is to be in no tree. */
  gone: Uint8Array;
}

/** All that groups depend on. */
export interface Scene {
  rows: GraphRows;
  facts: PointFacts;
  /** Pairs of points that are not one person because the user said so. */
  apart: readonly (readonly [number, number])[];
  measure: Measure;
}

/**
 * [Note: Poor faces] The vectors of blurred, tiny and half-hidden faces draw near each other whoever they show:
 * left to themselves they form people of their own, and bridge those of others. So two poor points are no edge,
 * and one weighs next to nothing beside a good one: it joins the cluster that it is like, and tells nothing about
 * whom that is like. A poor point that is like no good one stays alone, and is left out.
 *
 * This is the weight of one beside a good point's 1.
 */
export const poorMass = 1e-6;

export const massOf = ({ poor }: PointFacts, point: number): number => (poor[point] ? poorMass : 1);

/**
 * The part of a scene that is linked anew. Its nodes are runs of leaves that stay together as they are, or single
 * points.
 */
export interface Region {
  /** Points of each node, node by node in their order, and the heights between them as in {@link Dendrogram}. */
  leaves: Uint32Array;
  gaps: Float32Array;
  /** Where each node begins in `leaves`, and behind the last the end. */
  nodes: Uint32Array;
  /** Node of each point of the scene; -1 outside the region. */
  nodeOf: Int32Array;
  /** Where the edges of each point of the scene begin in the two below, and behind the last the end. */
  starts: Uint32Array;
  /** Point at the other end, in another node or outside the region; one of the two ends is inside. */
  others: Uint32Array;
  /** Likeness times the weights of both points; -Infinity for a pair that must be apart. */
  sums: Float64Array;
}

/**
 * Opens the trees of a dendrogram that hold any of these points, along the ways from these points to the roots,
 * from a height on: what is below, and what hangs on those ways, stays as it is, and is a node.
 * @param opened heights by point; negative opens the leaf itself. The points may be in no tree yet
 */
export function cutOutRegion(
  scene: Scene,
  dendrogram: Dendrogram,
  opened: ReadonlyMap<number, number>,
): Region {
  const nodes = cutNodes(scene, dendrogram, opened);
  return { ...nodes, ...edgesOf(scene, nodes) };
}

type Nodes = Pick<Region, 'leaves' | 'gaps' | 'nodes' | 'nodeOf'>;

function cutNodes(scene: Scene, { order, gaps }: Dendrogram, opened: ReadonlyMap<number, number>): Nodes {
  const size = scene.rows.size;
  const openedFrom = new Float64Array(size).fill(Infinity);
  for (const [point, height] of opened) openedFrom[point] = height;
  const isCut = cutAlongWays(order, gaps, openedFrom);

  const nodeOf = new Int32Array(size).fill(-1);
  const isPlaced = new Uint8Array(size);
  const leaves: number[] = [];
  const between: number[] = [];
  const starts: number[] = [];
  const add = (point: number, isFirst: boolean, gapAfter: number): void => {
    isPlaced[point] = 1;
    if (scene.facts.gone[point]) return;
    if (isFirst) starts.push(leaves.length);
    nodeOf[point] = starts.length - 1;
    leaves.push(point);
    between.push(gapAfter);
  };
  for (let first = 0; first < order.length;) {
    let end = first;
    let isTouched = false;
    do isTouched ||= openedFrom[order[end]] !== Infinity;
    while (gaps[end++] !== Infinity);
    for (let at = first; at < end; at++) {
      if (isTouched) add(order[at], at === first || isCut[at - 1] === 1, isCut[at] ? Infinity : gaps[at]);
      else isPlaced[order[at]] = 1;
    }
    first = end;
  }
  for (let point = 0; point < size; point++) {
    if (openedFrom[point] !== Infinity && !isPlaced[point]) add(point, true, Infinity);
  }
  return {
    leaves: Uint32Array.from(leaves),
    gaps: Float32Array.from(between),
    nodes: Uint32Array.from([...starts, leaves.length]),
    nodeOf,
  };
}

/**
 * Heights at which the way from an opened leaf to the root passes: going to either side from the leaf, those that
 * are no lower than where it is opened, nor than all before.
 */
function cutAlongWays(order: Uint32Array, gaps: Float32Array, openedFrom: Float64Array): Uint8Array {
  const isCut = new Uint8Array(order.length);
  const walk = (from: number, to: number, step: 1 | -1): void => {
    let least = Infinity;
    for (let at = from; at !== to; at += step) {
      least = Math.min(least, openedFrom[order[at]]);
      const gap = step === 1 ? at : at - 1;
      if (gap < 0) continue;
      if (gaps[gap] >= least) isCut[gap] = 1;
      if (gaps[gap] === Infinity) least = Infinity;
      else if (isCut[gap] && gaps[gap] >= least) least = gaps[gap];
    }
  };
  walk(0, order.length, 1);
  walk(order.length - 1, -1, -1);
  return isCut;
}

function edgesOf(scene: Scene, { nodeOf }: Nodes): Pick<Region, 'starts' | 'others' | 'sums'> {
  const { rows, facts, apart, measure } = scene;
  const { gone, poor, people } = facts;
  const { neighbours, distances, crowding, size } = rows;
  const edges = new EdgeList();
  for (let a = 0; a < size; a++) {
    if (gone[a]) continue;
    const node = nodeOf[a];
    for (let at = a * neighboursKept; at < (a + 1) * neighboursKept; at++) {
      const b = neighbours[at];
      if (b === nobody) break;
      if (nodeOf[b] === node || gone[b] || (poor[a] && poor[b])) continue;
      const like = likeness(distances[at], crowding[a], crowding[b], measure);
      edges.add(a, b, like * massOf(facts, a) * massOf(facts, b));
    }
  }
  const oppose = (a: number, b: number): void => {
    const isSame = people[a] !== 0 && people[a] === people[b];
    if (!isSame && nodeOf[a] !== nodeOf[b]) edges.add(a, b, -Infinity);
  };
  for (const mates of matesOf(nodeOf, facts)) {
    for (let i = 0; i < mates.length; i++) for (let j = 0; j < i; j++) oppose(mates[i], mates[j]);
  }
  for (const [a, b] of apart) if (!gone[a] && !gone[b]) oppose(a, b);
  return edges.byPoint(size);
}

/** The points of each photo that has several, one of them in the region. */
function matesOf(nodeOf: Int32Array, { photos, gone }: PointFacts): number[][] {
  const byPhoto = new Map<number, number[]>();
  for (let point = 0; point < nodeOf.length; point++) {
    if (nodeOf[point] >= 0) byPhoto.set(photos[point], []);
  }
  for (let point = 0; point < nodeOf.length; point++) {
    if (!gone[point]) byPhoto.get(photos[point])?.push(point);
  }
  return [...byPhoto.values()].filter((points) => points.length > 1);
}
