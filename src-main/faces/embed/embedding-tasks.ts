import type { Subspace } from '../../common/principal-subspace.ts';
import type { FacesOfPhoto } from '../stored-faces.ts';

/** Tasks of the embedding thread. */
export type EmbeddingTask =
  | { embed: FacesOfPhoto }
  /** Vectors one after another, each `width` long. */
  | { fit: { vectors: Float32Array; width: number; dimension: number; seed: number } };

export type EmbeddingAnswer = { vectors: Float32Array[] } | { subspace: Subspace };
