import { formatCluster, isCluster } from '../../../src-main/contract/person-id.ts';

/**
 * Public id of the rest of a person after some faces were removed: a cluster takes the id of its lowest face. Null
 * where nothing is left.
 */
export function idOfRest(id: string, faces: readonly number[], taken: ReadonlySet<number>): string | null {
  const rest = faces.filter((face) => !taken.has(face));
  if (rest.length === 0) return null;
  return !isCluster(id) ? id : formatCluster(rest.reduce((least, face) => Math.min(least, face)));
}
