import { Agglomeration } from './agglomeration.ts';
import { assemble } from './assembly.ts';
import type { Dendrogram } from './dendrogram.ts';
import type { Scene } from './scene.ts';
import { SceneEdges } from './scene-edges.ts';
import { Standing } from './standing.ts';

/**
 * Brings a dendrogram up to date after points came, went or changed: the result is the one that linking everything
 * would give [Note: Linking a change], but for grafts [Note: Grafts].
 * @param changed new points, and those whose neighbours, person, photo or apartness changed
 * @param steadiness how many points of a tree there must be for each new one that is grafted on it
 * @param edges of the scene, where somebody has them
 */
export function relink(
  scene: Scene,
  dendrogram: Dendrogram,
  changed: Iterable<number>,
  steadiness = Infinity,
  edges = new SceneEdges(scene),
): Dendrogram {
  const standing = new Standing(scene, dendrogram);
  const agglomeration = new Agglomeration(scene, standing, edges, steadiness);
  agglomeration.run(changed);
  return assemble(scene, standing, agglomeration);
}
