import { join } from 'node:path';
import sharp from 'sharp';
import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import type { Box } from '../../contract/models.ts';
import type { PixelBox } from '../../faces/boxes.ts';

/** A face from which photos are made. */
export interface SourceFace {
  path: string;
  /** Size of the upright photo, in pixels. */
  width: number;
  height: number;
  /** Fractions of the upright photo. */
  box: Box;
}

/** Photos to make: their number and size, and the widths of the faces in each, in pixels. */
export interface Scene {
  name: string;
  width: number;
  height: number;
  photos: readonly (readonly number[])[];
}

/** A photo that was made, with the boxes of its faces in its pixels. */
export interface MadePhoto {
  path: string;
  faces: PixelBox[];
}

/** Side of the square that is cut out of a photo, in widths of the face's box. */
const room = 2;
/** Backgrounds are photos, blurred until nobody is seen in them, with the grain of a sensor. */
const blurredTo = 12;
const grain = 6;
/** Side after which the grain repeats, in pixels. */
const noiseSide = 512;
const jpegQuality = 92;

/** A crowd in rows, one face in a landscape, and three in a panorama; `singles` landscapes are made. */
export const smallScenes = (singles: number): Scene[] => [
  { name: 'crowd', width: 6000, height: 4000, photos: [new Array<number>(384).fill(90)] },
  { name: 'single', width: 6000, height: 4000, photos: new Array<number[]>(singles).fill([50]) },
  { name: 'panorama', width: 15_000, height: 3000, photos: [[100, 125, 150]] },
];

/**
 * Makes the photos of a scene: the same ones every time.
 * @param sources taken in turn, from the first
 * @param folder where they are written
 */
export async function makeScene(
  scene: Scene,
  sources: readonly SourceFace[],
  folder: string,
): Promise<MadePhoto[]> {
  const random = seededRandom(scene.width + scene.photos.length);
  const made: MadePhoto[] = [];
  let next = 0;
  for (const [number, widths] of scene.photos.entries()) {
    const placed = await Promise.all(
      places(scene, widths.length, random).map((cell, i) =>
        place(elementAt(sources, (next + i) % sources.length), numberAt(widths, i), cell, random),
      ),
    );
    const background = await backgroundOf(elementAt(sources, number % sources.length).path, scene);
    next += widths.length;
    const path = join(folder, `${scene.name}-${number}.jpg`);
    await background
      .composite(placed.map(({ input, left, top }) => ({ input, left, top })))
      .jpeg({ quality: jpegQuality })
      .toFile(path);
    made.push({ path, faces: placed.map(({ face }) => face) });
  }
  return made;
}

/** Chooses a cell of a grid over the photo for each face; a single face has the whole photo. */
function places({ width, height }: Scene, count: number, random: () => number): PixelBox[] {
  const columns = Math.max(1, Math.round(Math.sqrt((count * width) / height)));
  const rows = Math.ceil(count / columns);
  const cells = Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    return {
      left: (column * width) / columns,
      top: (row * height) / rows,
      right: ((column + 1) * width) / columns,
      bottom: ((row + 1) * height) / rows,
    };
  });
  // Fewer faces than cells: which ones stay empty is drawn.
  while (cells.length > count) cells.splice(Math.floor(random() * cells.length), 1);
  return cells;
}

async function place(source: SourceFace, width: number, cell: PixelBox, random: () => number) {
  // Faces are made side by side: drawn here, before the first wait, their places come in the same order every time.
  const [across, down] = [random(), random()];
  const box = {
    left: source.box.x * source.width,
    top: source.box.y * source.height,
    width: source.box.width * source.width,
    height: source.box.height * source.height,
  };
  const scale = width / box.width;
  const side = Math.floor(Math.min(room * Math.max(box.width, box.height), source.width, source.height));
  const crop = {
    left: within(box.left + box.width / 2 - side / 2, source.width - side),
    top: within(box.top + box.height / 2 - side / 2, source.height - side),
    width: side,
    height: side,
  };
  const shown = Math.max(1, Math.round(side * scale));
  const input = await sharp(source.path)
    .autoOrient()
    .extract(crop)
    .resize(shown, shown, { fit: 'fill' })
    .flatten()
    .toColourspace('srgb')
    .png()
    .toBuffer();
  const left = Math.floor(cell.left + across * Math.max(0, cell.right - cell.left - shown));
  const top = Math.floor(cell.top + down * Math.max(0, cell.bottom - cell.top - shown));
  const x = left + (box.left - crop.left) * scale;
  const y = top + (box.top - crop.top) * scale;
  return {
    input,
    left,
    top,
    face: { left: x, top: y, right: x + box.width * scale, bottom: y + box.height * scale },
  };
}

const within = (at: number, most: number): number => Math.round(Math.min(Math.max(at, 0), most));

async function backgroundOf(path: string, { width, height }: Scene) {
  const small = await sharp(path)
    .autoOrient()
    .resize(blurredTo, blurredTo, { fit: 'fill' })
    .flatten()
    .toColourspace('srgb')
    .png()
    .toBuffer();
  const large = await sharp(small).resize(width, height, { fit: 'fill', kernel: 'cubic' }).png().toBuffer();
  const noise = await sharp({
    create: {
      width: Math.min(noiseSide, width),
      height: Math.min(noiseSide, height),
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: grain },
    },
  })
    .png()
    .toBuffer();
  const grained = await sharp(large)
    .composite([{ input: noise, tile: true, blend: 'soft-light' }])
    .png()
    .toBuffer();
  return sharp(grained).removeAlpha();
}
