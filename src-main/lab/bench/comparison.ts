/** Result of another pipeline on some of the photos at one size. */
export interface TimedWay {
  /** Longer side of the photos, in pixels. */
  side: number;
  /** Number of faces found. */
  faces: number;
  /** Rate from file to vectors, decoding included. */
  photosPerSecond: number;
}

/** Results of face-api's pipeline on imported photos. It uses one core. */
export interface Comparison {
  /** Name and version of the package, and what runs its networks. */
  with: string;
  /** Number of photos timed, the first of those imported. */
  photos: number;
  /** Results on whole photos, as face-api's README applies it. */
  wholePhotos: TimedWay & { ratio: number };
  /** Results on photos decoded to the size that Familiar works at, which takes face-api less time. */
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
