/** A picture decoded by Familiar's own code: 8 bits a channel, rows from the top, no padding. */
export interface PlainPixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** 4 with alpha. */
  channels: 3 | 4;
}

/** Thrown for a file that does not follow its format; the message becomes the cause of the refusal. */
export class BrokenPicture extends Error {
  override readonly name = 'BrokenPicture';
  /** True for a variant of the format that is not supported, false for damage. */
  readonly isVariant: boolean;

  constructor(message: string, isVariant = false) {
    super(message);
    this.isVariant = isVariant;
  }
}

/** Checks the size in a header before memory is allocated. @param most maximum number of pixels */
export function requireSize(width: number, height: number, most: number): void {
  if (width < 1 || height < 1) throw new BrokenPicture('it has no pixels');
  if (width * height > most) throw new BrokenPicture('pixel limit exceeded');
}
