import { distanceDistillation, vectorDistillation } from './distillation.ts';
import { type SquaredDistances, squaredDistances } from './distances.ts';
import type { Triplets } from './mining/negatives.ts';
import { tripletLoss } from './triplet-loss.ts';

/** The base model's view of a batch, to which the network is held. */
export interface Teacher {
  /** Its vectors, in the order of the batch. */
  vectors: Float32Array;
  /** Distillation weight of each example; 0 leaves it free. */
  weights: ArrayLike<number>;
  /** Distillation weight of the distances between people; 0 leaves them free. */
  distances: number;
}

/** The loss of a batch and its gradient by the vectors. */
export interface BatchLoss {
  /** Mean over the active triplets, in squared distance. */
  loss: number;
  /** Triplets, and those among them that violate the margin. */
  triplets: number;
  active: number;
  /** Cost of moving away from the base model. */
  distillation: number;
  /** d (loss + distillation) / d vector, one vector after the other. */
  gradient: Float32Array;
}

/**
 * The loss of a whole batch, worked out on its vectors alone, so that the network may be run in chunks.
 * @param distances of `vectors`
 * @param people person of each example
 */
export function batchLoss(
  vectors: Float32Array,
  width: number,
  distances: SquaredDistances,
  people: ArrayLike<number>,
  triplets: Triplets,
  margin: number,
  teacher: Teacher | null,
): BatchLoss {
  const gradient = new Float64Array(vectors.length);
  const { loss, active } = tripletLoss(vectors, width, distances, triplets, margin, gradient);
  let distillation = 0;
  if (teacher) {
    distillation += vectorDistillation(vectors, width, teacher.vectors, teacher.weights, gradient);
    if (teacher.distances > 0) {
      const before = squaredDistances(teacher.vectors, width);
      distillation += distanceDistillation(
        vectors,
        width,
        distances,
        before,
        people,
        teacher.distances,
        gradient,
      );
    }
  }
  return {
    loss,
    triplets: triplets.anchors.length,
    active,
    distillation,
    gradient: Float32Array.from(gradient),
  };
}
