import { FamiliarError } from '../../contract/errors.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { RecognisedPhoto } from '../../faces/recognised.ts';
import { workingSide } from '../../faces/pipeline.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { Tracks } from '../../faces/tracks.ts';
import { readFilmNotes } from '../../interchange/film-notes.ts';
import { type FilmEnd, type FilmFrame, openFilm } from '../../photos/films/read-film.ts';
import { asModel } from '../model-session/active-model.ts';
import { type ReadAround, readAround } from './written-names.ts';

/**
 * Distances of dlib's network within which two faces of a film are of one track. Frames of one film are more alike than
 * photos of one person; at the first distance about 1 in 100,000 pairs of strangers is nearer, at the second, for faces at
 * one place of consecutive frames, 1 in 1,000.
 */
const [anywhere, atItsPlace] = [0.28, 0.42];
/** Frames at the recogniser at once. */
const framesAtOnce = 2;
/** Part of the film before the frame that stands for a film without faces. */
const standIn = 0.1;
/** A film whose last picture comes this much before its end lacks the end of its file. */
const missingEnd = { seconds: 3, part: 0.1 };

/** A film that was looked at. Its faces are the best of each track [Note: Tracks]. */
export interface RecognisedFilm extends RecognisedPhoto {
  /** Duration. */
  seconds: number;
  around: ReadAround;
}

/**
 * Looks at a film's frames, and gathers its faces into tracks.
 * @param signal ends the decoder; the film is looked at again from its start
 * @throws FamiliarError as {@link openFilm} and {@link Recogniser.recognise}
 */
export async function lookAtFilm(
  db: ReadableDb,
  recogniser: Recogniser,
  photoId: number,
  path: string,
  signal: AbortSignal,
): Promise<RecognisedFilm> {
  const film = await openFilm(path, { side: workingSide, signal });
  const seen = new SeenFilm(db, film.seconds ?? 0);
  const end = await eachFrame(film.frames, recogniser, path, (moment, frame) => seen.add(moment, frame));
  const { width, height } = film;
  const seconds = film.seconds ?? end.seconds;
  const lacking = seconds - end.seconds;
  const isCutShort =
    end.stopped || (lacking > missingEnd.seconds && lacking > missingEnd.part * Math.max(1, seconds));
  const around = await readAroundFilm(db, photoId, path, { width, height });
  return { ...seen.photo, width, height, seconds, isCutShort, around };
}

/** Recognises each frame, a few at a time, and takes them in their order. */
async function eachFrame(
  frames: AsyncGenerator<FilmFrame, FilmEnd>,
  recogniser: Recogniser,
  path: string,
  take: (moment: number, frame: RecognisedPhoto) => void,
): Promise<FilmEnd> {
  const open: { moment: number; frame: Promise<RecognisedPhoto> }[] = [];
  const takeFirst = async () => {
    const first = open[0];
    if (first) take(first.moment, await first.frame);
    open.shift();
  };
  try {
    for (;;) {
      const { done, value } = await frames.next();
      if (done) {
        while (open.length > 0) await takeFirst();
        return value;
      }
      const frame = recogniser.recognise(path, { frame: value.pixels });
      // A later frame may fail before the loop waits for it.
      frame.catch(() => {});
      open.push({ moment: value.seconds, frame });
      if (open.length >= framesAtOnce) await takeFirst();
    }
  } finally {
    // Without a value: the generator ends the decoder.
    await frames.return({ seconds: 0, stopped: true });
  }
}

class SeenFilm {
  readonly #db: ReadableDb;
  readonly #seconds: number;
  #tracks: Tracks | null = null;
  #model = '';
  /** The frame that stands for the film, and how well it does. */
  #shown: { frame: RecognisedPhoto; worth: number } | null = null;

  constructor(db: ReadableDb, seconds: number) {
    this.#db = db;
    this.#seconds = seconds;
  }

  add(moment: number, frame: RecognisedPhoto): void {
    if (!this.#tracks) {
      this.#model = frame.model;
      const own = (distance: number) => asModel(this.#db, frame.model, distance);
      this.#tracks = new Tracks({ anywhere: own(anywhere), atItsPlace: own(atItsPlace) });
    }
    if (frame.model !== this.#model) throw new FamiliarError('cancelled', 'another model came into force');
    this.#tracks.add(moment, frame.faces);
    const largest = Math.max(0, ...frame.faces.map(({ box, quality }) => quality.value * box.width));
    const worth = largest > 0 ? 1 + largest : moment >= standIn * this.#seconds ? 0.5 : 0;
    if (!this.#shown || worth > this.#shown.worth) this.#shown = { frame: { ...frame, faces: [] }, worth };
  }

  /** @throws FamiliarError `photo-damaged` for a film of which no frame could be decoded */
  get photo(): RecognisedPhoto {
    if (!this.#shown || !this.#tracks) {
      throw new FamiliarError('photo-damaged', 'no picture of this film can be decoded');
    }
    return { ...this.#shown.frame, faces: this.#tracks.faces };
  }
}

/** Metadata of a film, in its file and beside it. No other program marks faces in films. */
export async function readAroundFilm(
  db: ReadableDb,
  photoId: number,
  path: string,
  size: { width: number; height: number },
): Promise<ReadAround> {
  const around = await readAround(db, photoId, path, { size, orientation: 1 });
  const { date, place } = around.notes;
  const inside = await readFilmNotes(path);
  // A file's name is the last resort, also beside the container.
  const told = date?.from === 'name' ? (inside.date ?? date) : (date ?? inside.date);
  return {
    ...around,
    written: { marked: [], unplaced: around.written.unplaced },
    notes: { date: told, place: place ?? inside.place },
  };
}
