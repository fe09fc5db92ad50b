import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needs, testFile } from '../../common/test-data.ts';
import { parseDlibBoxes } from './dlib-boxes.ts';

const inImage = (boxes: string) => `<dataset><images><image file='a.jpg'>${boxes}</image></images></dataset>`;

describe('dlib’s boxes', () => {
  it('are read with their photos, in either kind of quotes and any order', () => {
    const xml = `<?xml version='1.0'?>
      <!-- <image file='no.jpg'> -->
      <dataset><name>Faces > 0</name><images>
        <image file='a &amp; b.jpg' width='9' height='9'>
          <box top='1' left='2' width='30' height='40'/>
          <box height="4" width="3" left="-2" top="0" ignore='1'><label>x</label><part name='00' x='1' y='2'/></box>
        </image>
        <image file='none.jpg'/>
        <image file="empty.jpg"></image>
      </images></dataset>`;
    expect(parseDlibBoxes(xml)).toEqual([
      {
        file: 'a & b.jpg',
        boxes: [
          { left: 2, top: 1, right: 32, bottom: 41, ignore: false },
          { left: -2, top: 0, right: 1, bottom: 4, ignore: true },
        ],
      },
      { file: 'none.jpg', boxes: [] },
      { file: 'empty.jpg', boxes: [] },
    ]);
  });

  it.each([
    ['', /no dataset/],
    ['<html></html>', /no dataset/],
    ['<dataset/>', /no image/],
    ['<dataset><image width="3"/></dataset>', /names no file/],
    ['<dataset><box top="1" left="1" width="1" height="1"/></dataset>', /outside an image/],
    [inImage('<box top="1" left="1" width="1"/>'), /a\.jpg: .* height/],
    [inImage('<box top="1.5" left="1" width="1" height="1"/>'), /a\.jpg: .* top: "1\.5"/],
    [inImage('<box top="1" left="1" width="0" height="1"/>'), /a\.jpg: .* empty/],
  ])('are refused where they cannot be read: %j', (xml, message) => {
    expect(() => parseDlibBoxes(xml)).toThrow(message);
  });

  it('of the labelled group photos are 43', (test) => {
    needs('faces')(test);
    const read = (name: string) => parseDlibBoxes(readFileSync(testFile('faces', 'boxes', name), 'utf8'));
    for (const suffix of ['', '_with_face_landmarks']) {
      const photos = [...read(`training${suffix}.xml`), ...read(`testing${suffix}.xml`)];
      expect([photos.length, photos.flatMap((photo) => photo.boxes).length]).toEqual([9, 43]);
    }
  });
});
