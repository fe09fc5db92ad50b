import { formatCluster, isCluster } from '../../../src-main/contract/person-id.ts';

/**
 * The id by which the rest of a person goes after some faces were taken away: a cluster goes by its lowest face.
 * Null where nothing is left.
 */
export function idOfRest(id: string, faces: readonly number[], taken: ReadonlySet<number>): string | null {
  const rest = faces.filter((face) => !taken.has(face));
  if (rest.length === 0) return null;
  return !isCluster(id) ? id : formatCluster(rest.reduce((least, face) => Math.min(least, face)));
}
