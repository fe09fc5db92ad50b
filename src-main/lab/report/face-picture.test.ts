import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facePicture, photoPicture, squareAround } from './face-picture.ts';

describe('the square around a face', () => {
  it('is half as large again, with the box in its middle', () => {
    const box = { x: 0.4, y: 0.4, width: 0.2, height: 0.1 };
    expect(squareAround(box, { width: 400, height: 200 })).toEqual({
      left: 140,
      top: 30,
      width: 120,
      height: 120,
    });
  });

  it('stays inside the photo', () => {
    const corner = { x: 0.9, y: -0.05, width: 0.2, height: 0.2 };
    expect(squareAround(corner, { width: 100, height: 100 })).toEqual({
      left: 70,
      top: 0,
      width: 30,
      height: 30,
    });
    const all = { x: 0, y: 0, width: 1, height: 1 };
    expect(squareAround(all, { width: 300, height: 90 })).toEqual({
      left: 105,
      top: 0,
      width: 90,
      height: 90,
    });
  });
});

describe('a picture', () => {
  let folder: string;
  let photo: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'familiar-picture-'));
    photo = join(folder, 'photo.png');
    // Blue, with a red square in the lower right.
    const red = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#00f' } })
      .composite([{ input: red, left: 300, top: 200 }])
      .png()
      .toFile(photo);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = async (uri: string | null) => {
    expect(uri).toMatch(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+=*$/);
    const image = sharp(Buffer.from(uri!.slice(uri!.indexOf(',') + 1), 'base64'));
    const [{ width, height }, { channels }] = [await image.metadata(), await image.stats()];
    return { width, height, mean: channels.map((channel) => Math.round(channel.mean)) };
  };

  it('shows the face, and no more than the room around it', async () => {
    const box = { x: 320 / 400, y: 220 / 300, width: 60 / 400, height: 60 / 300 };
    const { width, height, mean } = await read(await facePicture(photo, box, 64));
    expect([width, height]).toEqual([64, 64]);
    expect(mean[0]).toBeGreaterThan(240);
    expect(mean[2]).toBeLessThan(15);
  });

  it('is not enlarged', async () => {
    expect(await read(await facePicture(photo, { x: 0, y: 0, width: 0.05, height: 0.05 }))).toMatchObject({
      width: 30,
      height: 30,
    });
  });

  it('shows a whole photo, and nothing of one that is gone', async () => {
    expect(await read(await photoPicture(photo))).toMatchObject({ width: 160, height: 120 });
    expect(await photoPicture(join(folder, 'gone.jpg'))).toBeNull();
  });
});
