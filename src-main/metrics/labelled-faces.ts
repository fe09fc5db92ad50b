/** Faces of known people, one face from each photo. */
export interface LabelledFaces {
  /** Unit vectors, one after the other. */
  vectors: Float32Array;
  /** Number of each face's person. */
  people: Uint32Array;
}
