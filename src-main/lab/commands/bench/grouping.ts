import { type ClusteringRow, measureBuilding, measureUse } from '../../bench/clustering.ts';
import { measureForParent } from '../measuring-process.ts';

/** Entry of the processes in which `familiar bench clustering` measures. */
export interface GroupingOrder {
  directory: string;
  faces: number;
  what: 'build' | 'use';
}

export type GroupingMeasure = Partial<ClusteringRow>;

measureForParent(({ directory, faces, what }: GroupingOrder): Promise<GroupingMeasure> =>
  what === 'build' ? measureBuilding(directory) : measureUse(directory, faces),
);
