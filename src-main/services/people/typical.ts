import { addFloat32, float32At } from '../../common/typed-arrays.ts';
import { dot, embeddingDimension, normalise } from '../../common/vectors.ts';

/** Faces of one person, most typical first: by distance to the mean of their vectors. */
export function byTypicality(faces: readonly { faceId: number; vector: Float32Array }[]): number[] {
  const mean = new Float32Array(embeddingDimension);
  for (const { vector } of faces)
    for (let k = 0; k < embeddingDimension; k++) addFloat32(mean, k, float32At(vector, k));
  normalise(mean);
  return faces
    .map(({ faceId, vector }) => ({ faceId, likeness: dot(vector, mean) }))
    .sort((a, b) => b.likeness - a.likeness || a.faceId - b.faceId)
    .map(({ faceId }) => faceId);
}
