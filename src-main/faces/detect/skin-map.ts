import { uint8At } from '../../common/typed-arrays.ts';
import { imageOf, type Pixels, pixelsOf } from '../../photos/pixels.ts';
import type { PixelBox } from '../boxes.ts';

/** Longer side of the map in cells: a face of 50 pixels in a photo of 6,000 is four cells wide. */
const mapSide = 512;
/** Minimum number of skin-coloured cells among 3 x 3 in a face. */
const leastSkin = 6;
/** Minimum range of luma (of 255) within 7 x 7 cells for a face with its hair. */
const leastContrast = 24;
const reach = 3;
/** Share of coloured cells below which a photo is black and white, and all cells count as skin. */
const colouredPart = 0.05;
/** Difference of the channels (of 255) from which a cell is coloured. */
const leastColour = 8;

export interface SkinMap {
  /** May the region of the photo contain a face? */
  hasSkin(region: PixelBox): boolean;
}

/** A map of the regions with skin colours and the contrast of a face. Takes about 20 ms. */
export async function skinMap(photo: Pixels): Promise<SkinMap> {
  const { data, width, height } = await pixelsOf(
    imageOf(photo).resize(mapSide, mapSide, { fit: 'inside', withoutEnlargement: true, kernel: 'linear' }),
  );
  const cells = width * height;
  const isSkin = new Uint8Array(cells);
  const luma = new Uint8Array(cells);
  let coloured = 0;
  for (let cell = 0; cell < cells; cell++) {
    const [red, green, blue] = [
      uint8At(data, 3 * cell),
      uint8At(data, 3 * cell + 1),
      uint8At(data, 3 * cell + 2),
    ];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > leastColour) coloured++;
    luma[cell] = 0.299 * red + 0.587 * green + 0.114 * blue;
    isSkin[cell] = canBeSkin(red, green, blue) ? 1 : 0;
  }
  if (coloured < colouredPart * cells) isSkin.fill(1);

  const mayBeFace = (x: number, y: number): boolean => {
    let skin = 0;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
        skin += uint8At(isSkin, v * width + u);
    }
    if (skin < leastSkin) return false;
    let [low, high] = [255, 0];
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
      for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
        low = Math.min(low, uint8At(luma, v * width + u));
        high = Math.max(high, uint8At(luma, v * width + u));
      }
    }
    return high - low >= leastContrast;
  };
  return {
    hasSkin({ left, top, right, bottom }) {
      const [perX, perY] = [width / photo.width, height / photo.height];
      for (let y = Math.floor(top * perY); y < Math.min(height, bottom * perY); y++) {
        for (let x = Math.floor(left * perX); x < Math.min(width, right * perX); x++) {
          if (mayBeFace(x, y)) return true;
        }
      }
      return false;
    },
  };
}

/**
 * Is the colour possible for skin of any tone in usual light: reddish and not bluish relative to its
 * brightness (Cr and Cb of JPEG over luma)? In 97 % of 151 coloured faces of all albums, a ninth of the
 * face's box has such a colour; in half of the photos without people, less than a sixth of the area has.
 */
function canBeSkin(red: number, green: number, blue: number): boolean {
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const cb = (0.564 * (blue - luma)) / (luma + 16);
  const cr = (0.713 * (red - luma)) / (luma + 16);
  return luma > 20 && cr >= 0.02 && cr <= 0.45 && cb <= 0 && cb >= -0.45;
}
