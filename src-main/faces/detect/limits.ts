import type { Sensitivity } from '../../contract/detection.ts';

/** Limits of detection that depend on its sensitivity. */
export interface DetectionLimits {
  /** Minimum confidence of a single pass; below it the SSD detects patterns as faces. */
  minScore: number;
  /** Minimum confidence of two passes that agree. */
  minSharedScore: number;
  /** Minimum confidence of a weak candidate, which the landmarks must confirm. */
  minWeakScore: number;
  /** Confidence from which a detection is accepted whatever the landmarks are. */
  certainScore: number;
  /** Limits for weak candidates, see `veto.ts`. */
  vouching: { misfit: number; unsteadiness: number; relativeSide: number; aspect: number };
}

/**
 * No false face in 200 photos without people and in 141 album photos is within the usual limits of weak candidates. Figures of
 * the other two are in `faces/README.md`.
 */
export const detectionLimits: Record<Sensitivity, DetectionLimits> = {
  cautious: {
    minScore: 0.85,
    minSharedScore: 0.7,
    minWeakScore: 0.5,
    certainScore: 0.97,
    vouching: { misfit: 0.05, unsteadiness: 0.03, relativeSide: 0.85, aspect: 0.95 },
  },
  usual: {
    minScore: 0.7,
    minSharedScore: 0.4,
    minWeakScore: 0.2,
    certainScore: 0.9,
    vouching: { misfit: 0.06, unsteadiness: 0.04, relativeSide: 0.85, aspect: 1 },
  },
  thorough: {
    minScore: 0.5,
    minSharedScore: 0.25,
    minWeakScore: 0.12,
    certainScore: 0.85,
    vouching: { misfit: 0.08, unsteadiness: 0.06, relativeSide: 1, aspect: 1.1 },
  },
};
