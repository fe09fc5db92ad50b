import { FamiliarError } from '../../contract/errors.ts';
import { HeifError } from '../heic/heif-error.ts';
import type { FileKind } from './kinds.ts';
import { BrokenPicture } from './plain-pixels.ts';

/** Why a photo cannot be read, in words for its owner. Every decoder's own message comes down to one of these. */
export const reasons = {
  empty: 'the file is empty',
  noPicture: 'it is not a picture, or its beginning is damaged',
  damaged: 'the file is damaged',
  cutShort: 'the file is damaged: its end is missing',
  variant: (kind: string) => `this way of storing a picture in ${kind} cannot be read yet`,
  foreign: (kind: string) =>
    kind === 'film' ? 'films are not read yet' : `${kind} files cannot be read yet`,
  tooManyPixels: (millions: number) => `it has more than ${millions} million pixels`,
  tooMuchMemory: 'decoding it would take too much memory',
  tooSlow: (seconds: number) => `decoding it takes more than ${seconds} s`,
  noPreview: 'this raw file holds no preview that shows enough',
  gone: 'the file is gone',
} as const;

/** libheif's codes: a file type or a feature that it lacks, no memory. */
const [heifUnsupportedType, heifUnsupportedFeature, heifNoMemory] = [3, 4, 6];
/** libheif's subcodes: its own limits exceeded, the range of features that it lacks, no decoder for the codec. */
const [heifLimit, heifFirstLacking, heifLastLacking, heifNoDecoder] = [1000, 3000, 4999, 6003];

/** What sharp, libvips and the libraries below say, where it is more than that a file is damaged. */
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
  /unsupported (jpeg data precision|marker type|tiff|bit|photometric|sample)|not configured|not implemented|support for .* not built|compression (scheme|method).*(not|un)supported|arithmetic/i;
export const cutShort =
  /premature end|unexpected end|end of (file|data|stream)|truncated|not enough|read error/i;
const names: Record<string, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  tiff: 'TIFF',
  pnm: 'PPM',
  psd: 'Photoshop',
};

/** Limits that were kept to while a photo was decoded, for the words that tell them. */
export interface DecodeLimits {
  seconds: number;
  megapixels: number;
}

/**
 * What went wrong with a photo as a code and a reason in plain words. What the decoder said is the cause.
 * @param kind what the file's first bytes say that it is
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

/** What libheif refuses, in a code and plain words. */
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
