import { Agglomeration } from './agglomeration.ts';
import { assemble } from './assembly.ts';
import type { Dendrogram } from './dendrogram.ts';
import type { LinkageInput } from './linkage-input.ts';
import { LinkageEdges } from './linkage-edges.ts';
import { MergeTree } from './merge-tree.ts';

/**
 * Updates a dendrogram after points were added, removed or changed. The result equals a full linkage [Note:
 * Linking a change], except for grafts [Note: Grafts].
 * @param changed new points, and those whose neighbours, person, photo or constraints changed
 * @param steadiness minimum tree size per grafted point; Infinity for no grafts
 * @param edges the edges of the input, if they are at hand
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
