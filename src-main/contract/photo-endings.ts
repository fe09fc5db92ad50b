/**
 * Endings that a photo library may hold. Those that Familiar cannot decode yet (JPEG XR, OpenEXR and others) are listed
 * all the same: a photo passed over in silence would look like one without faces.
 */
const photos = new Set(
  (
    'jpg jpeg jpe jfif jps mpo png apng webp gif tif tiff avif avifs heic heics heif heifs hif ' +
    'bmp dib ppm pgm pbm pnm psd psb jxl jp2 jpf jpx j2k j2c jpm jxr wdp hdp exr hdr tga ico pcx ' +
    'nef nrw cr2 cr3 crw arw srf sr2 dng raf orf rw2 rwl pef srw raw 3fr fff iiq cap mef mos mrw x3f ' +
    'erf kdc dcr k25 dcs drf gpr ari bay'
  ).split(' '),
);
const films = new Set(
  'mp4 mov m4v qt webm avi mts m2ts mkv mpg mpeg mpe wmv asf 3gp 3g2 flv vob ogv mxf'.split(' '),
);

/** True if the file name has the ending of a photo. */
export const looksLikePhoto = (name: string): boolean => photos.has(endingOf(name));

/** True if the file name has the ending of a film. */
export const looksLikeFilm = (name: string): boolean => films.has(endingOf(name));

/** In small letters, without its dot; empty where there is none. */
function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
