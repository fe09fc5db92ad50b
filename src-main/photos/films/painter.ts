import ffmpeg, { type Frame, type Image, type Scaler } from 'bare-ffmpeg';

/** Size of a signature in pixels. */
const [signatureWidth, signatureHeight] = [16, 9];

/** Turns decoded frames into RGB. */
export class Painter {
  readonly #aspect: number;
  readonly #side: number;
  readonly #large = new Canvas();
  readonly #tiny = new Canvas();

  /**
   * @param aspect width of the shown film by its height
   * @param side longer side in pixels at most
   */
  constructor(aspect: number, side: number) {
    this.#aspect = aspect;
    this.#side = side;
  }

  /** The pixels are overwritten by the next frame. */
  paint(frame: Frame): { pixels: Uint8Array; width: number; height: number } {
    const wide = frame.height * this.#aspect;
    const scale = Math.min(1, this.#side / Math.max(wide, frame.height));
    const width = Math.max(1, Math.round(wide * scale));
    const height = Math.max(1, Math.round(frame.height * scale));
    return { pixels: this.#large.draw(frame, width, height), width, height };
  }

  /** A tiny copy, to compare frames. */
  signature(frame: Frame): Uint8Array {
    return Uint8Array.from(this.#tiny.draw(frame, signatureWidth, signatureHeight));
  }
}

/** A scaler with its memory, made anew when the film changes its size in the middle. */
class Canvas {
  #key = '';
  #scaler: Scaler | null = null;
  #target: Frame | null = null;
  #image: Image | null = null;

  draw(frame: Frame, width: number, height: number): Uint8Array {
    const { RGB24 } = ffmpeg.constants.pixelFormats;
    const key = [frame.format, frame.width, frame.height, width, height].join();
    if (key !== this.#key || !this.#scaler || !this.#target || !this.#image) {
      this.#scaler?.destroy();
      this.#target?.destroy();
      this.#key = key;
      this.#scaler = new ffmpeg.Scaler(frame.format, frame.width, frame.height, RGB24, width, height);
      this.#target = new ffmpeg.Frame();
      this.#target.width = width;
      this.#target.height = height;
      this.#target.format = RGB24;
      this.#image = new ffmpeg.Image(RGB24, width, height);
      this.#image.fill(this.#target);
    }
    this.#scaler.scale(frame, this.#target);
    return this.#image.data;
  }
}
