import { Agglomeration, type Merge } from './agglomeration.ts';
import { type Dendrogram, joinRuns, replaceTrees } from './dendrogram.ts';
import type { Scene } from './scene.ts';
import { Standing } from './standing.ts';

/**
 * Brings a dendrogram up to date after points came, went or changed: the result is the one that linking everything
 * would give [Note: Linking a change].
 * @param changed new points, and those whose neighbours, person, photo or apartness changed
 */
export function relink(scene: Scene, dendrogram: Dendrogram, changed: Iterable<number>): Dendrogram {
  const standing = new Standing(scene, dendrogram);
  const agglomeration = new Agglomeration(scene, standing);
  agglomeration.run(changed);
  const isTaken = scene.facts.gone.slice(0, scene.rows.size);
  for (const piece of agglomeration.pieces) for (const leaf of standing.leavesOf(piece)) isTaken[leaf] = 1;
  return replaceTrees(dendrogram, (point) => isTaken[point] === 1, joined(standing, agglomeration));
}

/** The trees made of pieces, in the order in which these stood. */
function joined(standing: Standing, { pieces, merges }: { pieces: number[]; merges: Merge[] }): Dendrogram {
  const { dendrogram, first } = standing;
  pieces.sort((a, b) => first[a] - first[b] || a - b);
  const runOf = new Map<number, number>();
  const nodes = new Uint32Array(pieces.length + 1);
  for (const [run, piece] of pieces.entries()) {
    runOf.set(piece, run);
    nodes[run + 1] = nodes[run] + standing.leavesOf(piece).length;
  }
  const leaves = new Uint32Array(nodes[pieces.length]);
  const gaps = new Float32Array(leaves.length).fill(Infinity);
  for (const [run, piece] of pieces.entries()) {
    leaves.set(standing.leavesOf(piece), nodes[run]);
    if (piece >= standing.points)
      gaps.set(dendrogram.gaps.subarray(first[piece], standing.last[piece]), nodes[run]);
  }
  const between = merges.map(({ a, b, height }) => ({ a: runOf.get(a)!, b: runOf.get(b)!, height }));
  return joinRuns({ leaves, gaps, nodes }, between);
}
