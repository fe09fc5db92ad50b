import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { elementAt } from '../../common/elements.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { imageOf, type Pixels } from '../../photos/pixels.ts';
import { layoutPhoto, type Size, type Tile } from './photo-layout.ts';

/** Greatest longer side at which samples are read, in pixels; they have less than 2000. */
const sampleSide = 4096;
const jpegQuality = 90;
/** Amplitude of the grain, of 255. Without grain, enlarged samples would decode faster than photos do. */
const grainStrength = 10;
/** Length of the grain before it repeats; a prime, so that rows do not line up. */
const grainLength = 1_048_573;

/**
 * Makes JPEG photos for timing out of the sample photos. The same arguments always give the same files.
 * @param folder where they go; it must be there
 * @param samples paths of the sample photos
 * @returns the paths of the photos
 */
export async function makePhotos(
  folder: string,
  samples: readonly string[],
  { count, size }: { count: number; size: Size },
): Promise<string[]> {
  const pictures: Pixels[] = [];
  for (const sample of samples) pictures.push((await decodePhoto(sample, sampleSide)).pixels);
  const grain = makeGrain();
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = join(folder, `${String(index).padStart(5, '0')}.jpg`);
    const photo = await renderPhoto(layoutPhoto(index, pictures, size), pictures, size);
    addGrain(photo.data, grain, index);
    await imageOf(photo).jpeg({ quality: jpegQuality }).toFile(path);
    paths.push(path);
  }
  return paths;
}

async function renderPhoto(
  tiles: readonly Tile[],
  samples: readonly Pixels[],
  { width, height }: Size,
): Promise<Pixels> {
  const data = new Uint8Array(width * height * 3);
  for (const { sample, window, mirrored, place } of tiles) {
    const tile = await imageOf(elementAt(samples, sample))
      .extract(window)
      .flop(mirrored)
      .resize(place.width, place.height, { fit: 'fill' })
      .raw()
      .toBuffer();
    const rowBytes = place.width * 3;
    for (let row = 0; row < place.height; row++) {
      const at = ((place.top + row) * width + place.left) * 3;
      data.set(tile.subarray(row * rowBytes, (row + 1) * rowBytes), at);
    }
  }
  return { data, width, height };
}

/** Makes noise as of a sensor, uniform between -grainStrength and grainStrength. */
function makeGrain(): Int8Array {
  const noise = createHash('shake256', { outputLength: grainLength }).update('bench grain').digest();
  return Int8Array.from(noise, (byte) => Math.round(((byte - 127.5) / 127.5) * grainStrength));
}

function addGrain(data: Uint8Array, grain: Int8Array, offset: number): void {
  const bytes = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
  for (let i = 0, g = offset % grainLength; i < bytes.length; i++) {
    bytes[i] = elementAt(bytes, i) + elementAt(grain, g);
    if (++g === grainLength) g = 0;
  }
}
