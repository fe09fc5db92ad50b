import type { Folds, VerificationFigures } from '../../protocols/verification.ts';
import { percent } from './shared.ts';

/** Describes the folds in the first line of a report. */
export const foldWords = ({ count, dealt }: Folds): string =>
  dealt ? `one fold, dealt out to ${count} parts that choose the distance for one another` : `${count} folds`;

/** Figures that the JSON of photos and videos has in common, in its order. */
export const verificationJson = ({
  accuracy,
  accuracyStd,
  accuracyFound,
  threshold,
  auc,
  valAtFar,
}: VerificationFigures) => ({ accuracy, accuracyStd, accuracyFound, threshold, auc, valAtFar });

/** Lines of the figures that photos and videos have in common. */
export const verificationLines = (figures: VerificationFigures): string[] => [
  `Accuracy    ${percent(figures.accuracy)} ± ${percent(figures.accuracyStd)} (standard deviation over folds)`,
  `            ${percent(figures.accuracyFound)} of the pairs in which both faces were found`,
  `Distance    ${figures.threshold.toFixed(3)}`,
  `AUC         ${figures.auc.toFixed(5)}`,
  ...Object.entries(figures.valAtFar).map(
    ([far, { val, distance }]) =>
      `VAL         ${percent(val)} at FAR ${far} (distance ${distance.toFixed(3)})`,
  ),
];
