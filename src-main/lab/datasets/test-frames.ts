import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '../../common/random.ts';

/**
 * Makes up a video from photos of 250 x 250 pixels: `frames` pictures of each, as if the camera had moved, zoomed
 * and refocused a little in between. Frames are numbered through without leading zeros, as YouTube Faces does.
 * @param folder made where there is none
 */
export async function makeFrames(
  folder: string,
  photos: readonly string[],
  frames: number,
  seed: number,
): Promise<void> {
  const random = seededRandom(seed);
  await mkdir(folder, { recursive: true });
  let number = 1;
  for (const photo of photos) {
    for (let frame = 0; frame < frames; frame++) {
      const side = 220 + Math.floor(random() * 30);
      const shift = () => Math.floor(random() * (250 - side));
      await sharp(photo)
        .extract({ left: shift(), top: shift(), width: side, height: side })
        .resize(250, 250)
        .modulate({ brightness: 0.85 + random() * 0.3 })
        .blur(0.3 + random() * 0.7)
        .jpeg({ quality: 80 })
        .toFile(join(folder, `${number++}.jpg`));
    }
  }
}

/** Adds a frame of one colour, in which there is nobody. */
export async function makeEmptyFrame(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await sharp({ create: { width: 250, height: 250, channels: 3, background: '#5a7f52' } })
    .jpeg()
    .toFile(join(folder, name));
}
