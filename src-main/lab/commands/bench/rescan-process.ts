import { measureRescan } from '../../bench/rescan.ts';
import { measureForParent } from '../measuring-process.ts';

/** Entry of the process in which `familiar bench rescan` measures. */
export interface RescanOrder {
  directory: string;
  files: number;
}

measureForParent(({ directory, files }: RescanOrder) => measureRescan(directory, files));
