/** A picture that was decoded here: 8 bits a channel, rows from the top, no padding. */
export interface PlainPixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** 4 with transparency. */
  channels: 3 | 4;
}

/** Thrown where a file is not as its kind says; the words are for the cause of the refusal. */
export class BrokenPicture extends Error {
  override readonly name = 'BrokenPicture';
  /** A way of storing pictures that is not read, rather than damage. */
  readonly isVariant: boolean;

  constructor(message: string, isVariant = false) {
    super(message);
    this.isVariant = isVariant;
  }
}

/** Sides that a header tells, before anything is laid out for them. @param most pixels */
export function requireSize(width: number, height: number, most: number): void {
  if (width < 1 || height < 1) throw new BrokenPicture('it has no pixels');
  if (width * height > most) throw new BrokenPicture('pixel limit exceeded');
}
