import { Agglomeration } from './agglomeration.ts';
import { assemble } from './assembly.ts';
import type { Dendrogram } from './dendrogram.ts';
import type { LinkageInput } from './linkage-input.ts';
import { LinkageEdges } from './linkage-edges.ts';
import { MergeTree } from './merge-tree.ts';

/**
 * Brings a dendrogram up to date after points came, went or changed: the result is the one that linking everything
 * would give [Note: Linking a change], but for grafts [Note: Grafts].
 * @param changed new points, and those whose neighbours, person, photo or apartness changed
 * @param steadiness how many points of a tree there must be for each new one that is grafted on it
 * @param edges of the input, where somebody has them
 */
export function relink(
  input: LinkageInput,
  dendrogram: Dendrogram,
  changed: Iterable<number>,
  steadiness = Infinity,
  edges = new LinkageEdges(input),
): Dendrogram {
  const mergeTree = new MergeTree(input, dendrogram);
  const agglomeration = new Agglomeration(input, mergeTree, edges, steadiness);
  agglomeration.run(changed);
  return assemble(input, mergeTree, agglomeration);
}
