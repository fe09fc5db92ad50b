/** How another pipeline did on some of the photos, shown to it in one way. */
export interface TimedWay {
  /** Longer side of the photos as it got them, in pixels. */
  side: number;
  /** Faces that it found. */
  faces: number;
  /** From the file to vectors, decoding included. */
  photosPerSecond: number;
}

/** How the pipeline of face-api did on the photos that were imported, on one core: it uses no more. */
export interface Comparison {
  /** Name and version of the package, and what runs its networks. */
  with: string;
  /** Photos that it was timed on; the first of those that were imported. */
  photos: number;
  /** Whole photos, as its README shows. */
  wholePhotos: TimedWay & { ratio: number };
  /** Photos that were decoded to the size at which Familiar looks at them, which is kinder. */
  workingSize: TimedWay & { ratio: number };
}

export type TimedComparison = Omit<Comparison, 'wholePhotos' | 'workingSize'> &
  Record<'wholePhotos' | 'workingSize', TimedWay>;

/** @param rate of Familiar's import, in photos a second */
export function compareRates(
  { wholePhotos, workingSize, ...timed }: TimedComparison,
  rate: number,
): Comparison {
  const withRatio = (way: TimedWay) => ({ ...way, ratio: rate / way.photosPerSecond });
  return { ...timed, wholePhotos: withRatio(wholePhotos), workingSize: withRatio(workingSize) };
}
