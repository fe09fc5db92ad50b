import type { KnownPersonRow } from '../../db/people.ts';
import type { LinkedFaces } from '../model-session/clusters.ts';
import type { Groups } from './groups.ts';

/** The groups of a library at a distance, with the known people in them. */
export interface View {
  /** Model whose vectors group the faces. */
  modelId: string;
  linked: LinkedFaces;
  groups: Groups;
  known: Known;
}

/** People that the user named, merged, split or hid, by row of `people`. */
export type Known = ReadonlyMap<number, KnownPersonRow>;
