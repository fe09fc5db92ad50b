import type { DeviceRequest } from '../../contract/models.ts';
import type { TrainingScope } from '../../contract/training.ts';

/** Options of `familiar train`. */
export interface TrainOptions {
  library: string;
  albums?: string;
  scope: TrainingScope;
  epochs?: number;
  minutes?: number;
  seed?: number;
  device: DeviceRequest;
  promote: boolean;
  plan?: boolean;
  history?: boolean;
  json?: boolean;
}
