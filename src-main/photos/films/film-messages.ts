/** Orders and answers of the process that decodes a film. */

/** What to take of a film. */
export interface FilmOrder {
  path: string;
  /** Largest number of frames. */
  most: number;
  /** Longer side of a frame in pixels; larger ones are shrunk to it. */
  side: number;
  /** Seconds of decoding after which the rest of the film is passed over. */
  seconds: number;
}

/** A film by its header. */
export interface FilmHeader {
  /** Size of the upright film in pixels. */
  width: number;
  height: number;
  /** Null where the file does not tell. */
  seconds: number | null;
  /** Clockwise quarter turns that make its frames upright, in degrees. */
  rotation: 0 | 90 | 180 | 270;
}

/** Why a film cannot be read: no file of a film, no pictures in it, or a codec that FFmpeg does not decode here. */
export type FilmRefusal = 'not-a-film' | 'no-pictures' | 'unknown-codec' | 'too-large';

/**
 * Messages of the process, each a line of JSON on its standard output. `frame` is followed by its pixels, before they are
 * turned upright: RGB, rows from the top, without padding. `alive` comes at least every few seconds of work.
 */
export type FilmMessage =
  | { header: FilmHeader }
  | { frame: { seconds: number; width: number; height: number } }
  | { alive: true }
  | { refused: FilmRefusal; detail: string }
  /** `seconds`: moment of the last picture; `stopped`: the time for decoding was over. */
  | { end: { seconds: number; stopped: boolean } };
