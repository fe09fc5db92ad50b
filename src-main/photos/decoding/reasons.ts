import { FamiliarError } from '../../contract/errors.ts';
import { HeifError } from '../heic/heif-error.ts';
import type { FileKind } from './kinds.ts';
import { BrokenPicture } from './plain-pixels.ts';

/**
 * Reasons for which a photo cannot be read, as shown to the user. Every decoder message is mapped to one of
 * these.
 */
export const reasons = {
  empty: 'the file is empty',
  noPicture: 'it is not a picture, or its beginning is damaged',
  damaged: 'the file is damaged',
  cutShort: 'the file is damaged: its end is missing',
  variant: (kind: string) => `this way of storing a picture in ${kind} cannot be read yet`,
  foreign: (kind: string) =>
    kind === 'film' ? 'it is a film with the ending of a photo' : `${kind} files cannot be read yet`,
  damagedFilm: 'it is not a film, or it is damaged',
  noPictures: 'there are no pictures in it, only sound',
  largeFilm: 'its frames have more than 36 million pixels',
  tooManyPixels: (millions: number) => `it has more than ${millions} million pixels`,
  tooMuchMemory: 'decoding it would take too much memory',
  tooSlow: (seconds: number) => `decoding it takes more than ${seconds} s`,
  noPreview: 'this raw file holds no preview that shows enough',
  gone: 'the file is gone',
} as const;

/** Error codes of libheif: unsupported file type, unsupported feature, out of memory. */
const [heifUnsupportedType, heifUnsupportedFeature, heifNoMemory] = [3, 4, 6];
/**
 * Subcodes of libheif: its own limits exceeded, the range of unsupported features, no decoder for the codec.
 */
const [heifLimit, heifFirstLacking, heifLastLacking, heifNoDecoder] = [1000, 3000, 4999, 6003];

/** Messages of sharp, libvips and their libraries that mean more than a damaged file. */
const vipsReasons: [RegExp, (seconds: number, millions: number) => FamiliarError][] = [
  [/is missing/i, () => new FamiliarError('path-missing', reasons.gone)],
  [
    /pixel limit|too large|dimensions exceed/i,
    (_, millions) => new FamiliarError('photo-too-large', reasons.tooManyPixels(millions)),
  ],
  [/timeout/i, (seconds) => new FamiliarError('photo-too-large', reasons.tooSlow(seconds))],
  [/out of memory/i, () => new FamiliarError('photo-too-large', reasons.tooMuchMemory)],
];
const variants =
  /unsupported (jpeg data precision|marker type|tiff|bit|photometric|sample)|not configured|not implemented|not supported|labq|support for .* not built|compression (scheme|method).*(not|un)supported|arithmetic/i;
export const cutShort =
  /premature end|unexpected end|end of (file|data|stream)|truncated|not enough|read error/i;
const names: Record<string, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  tiff: 'TIFF',
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  pnm: 'PPM',
  psd: 'Photoshop',
};

/** Limits of the decoder, for its messages. */
export interface DecodeLimits {
  seconds: number;
  megapixels: number;
}

/**
 * Maps a decoder's error to a code and a reason for the user, with the original as its cause.
 * @param kind the format by the file's first bytes
 */
export function asPhotoError(error: unknown, kind: FileKind, limits: DecodeLimits): FamiliarError {
  if (error instanceof FamiliarError) return error;
  if (error instanceof HeifError) return asHeifError(error);
  const words = error instanceof Error ? error.message : String(error);
  const known = vipsReasons.find(([pattern]) => pattern.test(words));
  if (known) return known[1](limits.seconds, limits.megapixels);
  const cause = { cause: error };
  if (kind === null) return new FamiliarError('photo-damaged', reasons.noPicture, cause);
  if ('foreign' in kind) return new FamiliarError('photo-unsupported', reasons.foreign(kind.foreign), cause);
  if (variants.test(words) || (error instanceof BrokenPicture && error.isVariant)) {
    const name = names[kind.readable] ?? kind.readable.toUpperCase();
    return new FamiliarError('photo-unsupported', reasons.variant(name), cause);
  }
  return new FamiliarError('photo-damaged', cutShort.test(words) ? reasons.cutShort : reasons.damaged, cause);
}

/** Maps an error of libheif to a code and a reason. */
export function asHeifError(error: HeifError): FamiliarError {
  const { code, subcode } = error;
  const cause = { cause: error };
  const lacks = subcode >= heifFirstLacking && subcode <= heifLastLacking;
  if (code === heifUnsupportedType || code === heifUnsupportedFeature || lacks || subcode === heifNoDecoder) {
    return new FamiliarError('photo-unsupported', reasons.variant('HEIF'), cause);
  }
  if (code === heifNoMemory || subcode === heifLimit) {
    return new FamiliarError('photo-too-large', reasons.tooMuchMemory, cause);
  }
  return new FamiliarError('photo-damaged', reasons.damaged, cause);
}
