import type { Recogniser } from '../faces/recogniser.ts';

/** A recogniser that is whichever is at work when a photo comes. */
export function currentRecogniser(current: () => Recogniser): Recogniser {
  return {
    get device() {
      return current().device;
    },
    get photosAtOnce() {
      return current().photosAtOnce;
    },
    recognise: (path) => current().recognise(path),
    close: () => current().close(),
  };
}
