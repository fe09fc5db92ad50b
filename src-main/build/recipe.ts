import type { CalibrationPoint } from '../contract/models.ts';
import type { Graph } from '../nn/graph.ts';
import type { ModelManifest } from '../nn/models.ts';
import type { Normalisation } from '../nn/networks/layers.ts';

/** Source and construction of a model. */
export interface Recipe {
  id: string;
  kind: ModelManifest['kind'];
  source(): Promise<ModelManifest['source']>;
  build(): Promise<Graph>;
  /** Normalisation of the pixels for the whole graph; undefined if its parts normalise differently. */
  normalisation?: Normalisation;
  dimension?: number;
  calibration?: readonly CalibrationPoint[];
  /** True if Familiar works without the model, if its weights cannot be fetched. */
  optional?: true;
}
