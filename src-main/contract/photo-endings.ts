/**
 * Endings that a photo library may hold. Those that Familiar cannot decode yet (raw formats, JPEG XL, JPEG
 * 2000, BMP) are listed all the same: a photo passed over in silence would look like one without faces.
 */
const endings = new Set(
  (
    'jpg jpeg jpe jfif png webp gif tif tiff avif heic heif hif ' +
    'bmp jxl jp2 nef nrw cr2 cr3 arw srf sr2 dng raf orf rw2 pef srw raw'
  ).split(' '),
);

/** Whether a file's name says that it is a photo. */
export function looksLikePhoto(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && endings.has(name.slice(dot + 1).toLowerCase());
}
