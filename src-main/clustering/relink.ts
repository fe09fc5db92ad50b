import { type Dendrogram, joinRuns, replaceTrees } from './dendrogram.ts';
import { linkRegion } from './link-region.ts';
import { cutOutRegion, type Scene } from './region.ts';
import { Standing } from './standing.ts';

/** Below all heights. */
const fromTheLeaf = -1;

/**
 * Brings a dendrogram up to date after points came, went or changed. The trees that hold such points are opened
 * along the ways from these points to the roots and linked again, and so is what a cluster made there would rather
 * have merged with, until there is nothing of the kind: the result is the dendrogram that linking everything would
 * give.
 * @param changed new points, and those whose neighbours, person, photo or apartness changed
 */
export function relink(scene: Scene, dendrogram: Dendrogram, changed: Iterable<number>): Dendrogram {
  const opened = new Map<number, number>();
  for (const point of changed) opened.set(point, fromTheLeaf);
  const standing = new Standing(scene, dendrogram);
  for (;;) {
    const region = cutOutRegion(scene, dendrogram, opened);
    const { merges, wanted } = linkRegion(scene, region, standing);
    if (wanted.size === 0) {
      const isGone = (point: number) => region.nodeOf[point] >= 0 || scene.facts.gone[point] === 1;
      return replaceTrees(dendrogram, isGone, joinRuns(region, merges));
    }
    for (const [point, height] of wanted) opened.set(point, Math.min(height, opened.get(point) ?? Infinity));
  }
}
