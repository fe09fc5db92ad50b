import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWritten } from './photo-regions.ts';

// One of this file's own: other files of the process go on with the one that they share.
const exiftool = new ExifTool();
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'familiar-names-'))));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await exiftool.end();
});

const frame = { size: { width: 80, height: 60 }, orientation: 1 };

async function photo(name: string): Promise<string> {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  await sharp({ create: { ...frame.size, channels: 3, background: '#888' } })
    .jpeg()
    .toFile(path);
  return path;
}

async function read(path: string) {
  const { marked, unplaced } = await readWritten(path, frame);
  const faces = marked.flatMap((list) => list.faces.map(({ name, box }) => [name, box]));
  return { faces, unplaced: unplaced.map(({ name }) => name), sources: marked.map(({ source }) => source) };
}
const close = (x: number, y: number, width: number, height: number) => ({
  x: expect.closeTo(x, 3),
  y: expect.closeTo(y, 3),
  width: expect.closeTo(width, 3),
  height: expect.closeTo(height, 3),
});

/** Writes metadata with ExifTool, as another program. */
const mark = (path: string, ...args: string[]) => exiftool.write(path, {}, ['-overwrite_original', ...args]);

describe('regions', () => {
  it('of ACDSee are read, the drawn area before the detected one', async () => {
    const path = await photo('acdsee/a.jpg');
    await mark(
      path,
      '-XMP-acdsee-rs:RegionInfoACDSee={AppliedToDimensions={W=80,H=60,Unit=pixel},RegionList=[' +
        '{Name=Ada,Type=Face,ALGArea={X=0.9,Y=0.9,W=0.1,H=0.1},DLYArea={X=0.3,Y=0.4,W=0.2,H=0.4}},' +
        '{Name=Rex,Type=Pet,ALGArea={X=0.7,Y=0.4,W=0.2,H=0.4}}]}',
    );
    expect(await read(path)).toEqual({
      faces: [['Ada', close(0.2, 0.2, 0.2, 0.4)]],
      unplaced: [],
      sources: ['photo'],
    });
  });

  it('of Lightroom and Apple are read: structures in descriptions, circles and points', async () => {
    const path = await photo('lightroom/a.jpg');
    const item = (name: string, area: string) =>
      `<rdf:li><rdf:Description mwg-rs:Name="${name}" mwg-rs:Type="Face" mwg-rs:Rotation="0.0">
        <mwg-rs:Area ${area} stArea:unit="normalized"/></rdf:Description></rdf:li>`;
    writeFileSync(
      join(folder, 'lightroom/a.xmp'),
      `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
        xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">
      <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="80" stDim:h="60" stDim:unit="pixel"/>
      <mwg-rs:RegionList><rdf:Bag>
        ${item('Ada', 'stArea:x="0.25" stArea:y="0.25" stArea:w="0.1" stArea:h="0.2"')}
        ${item('Ben', 'stArea:x="0.5" stArea:y="0.5" stArea:d="0.5"')}
        ${item('Cy', 'stArea:x="0.75" stArea:y="0.75"')}
      </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
    );
    const { faces } = await read(path);
    expect(faces).toEqual([
      ['Ada', close(0.2, 0.15, 0.1, 0.2)],
      ['Ben', close(0.3125, 0.25, 0.375, 0.5)],
      ['Cy', close(0.75, 0.75, 0, 0)],
    ]);
  });

  it('of Picasa are read from the folder, by the names of its contacts', async () => {
    const path = await photo('picasa/IMG_1.JPG');
    await photo('picasa/other.jpg');
    writeFileSync(
      join(folder, 'picasa/.picasa.ini'),
      '[Picasa]\r\nname=x\r\n[Contacts2]\r\n8e62398ebda8c1a5=Ada Byron;;\r\n[IMG_1.jpg]\r\nrotate=rotate(0)\r\n' +
        'faces=rect64(33334ccc66668000),8e62398ebda8c1a5;rect64(80008000a000c000),ffffffffffffffff;' +
        'rect64(1999),1234\r\nbackuphash=1\r\n[other.jpg]\r\nstar=yes\r\n',
    );
    expect(await read(path)).toEqual({
      faces: [['Ada Byron', close(0.2, 0.3, 0.2, 0.2)]],
      unplaced: [],
      sources: ['sidecar'],
    });
    expect((await read(join(folder, 'picasa/other.jpg'))).faces).toEqual([]);
  });

  it('are read from a sidecar in capitals', async () => {
    const path = await photo('capitals/a.jpg');
    const marked = await photo('capitals/marked.jpg');
    await mark(
      marked,
      '-RegionInfo={AppliedToDimensions={W=80,H=60,Unit=pixel},RegionList=[{Name=Eve,Type=Face,' +
        'Area={X=0.5,Y=0.5,W=0.2,H=0.2,Unit=normalized}}]}',
    );
    const { xmp } = await sharp(marked).metadata();
    writeFileSync(join(folder, 'capitals/A.XMP'), xmp!);
    expect((await read(path)).faces).toEqual([['Eve', close(0.4, 0.4, 0.2, 0.2)]]);
  });
});

describe('names without a place', () => {
  it.each([
    ['digiKam', '-XMP-digiKam:TagsList=People/Family/Ada', ['Ada']],
    ['Microsoft', '-XMP-microsoft:LastKeywordXMP=People/Ada', ['Ada']],
    ['Lightroom', '-XMP-lr:HierarchicalSubject=Personen|Ada', ['Ada']],
    ['MediaPro', '-XMP-mediapro:CatalogSets=People|Ada', ['Ada']],
    ['the IPTC', '-XMP-iptcExt:PersonInImage=Ada', ['Ada']],
    ['digiKam, of nobody', '-XMP-digiKam:TagsList=People/Unknown', []],
    ['digiKam, of a place', '-XMP-digiKam:TagsList=Places/Rome', []],
    [
      'ACDSee',
      '-XMP-acdsee:Categories=<Categories><Category Assigned="0">People<Category Assigned="1">Ada</Category>' +
        '<Category Assigned="0">Ben</Category></Category><Category Assigned="1">Rome</Category></Categories>',
      ['Ada'],
    ],
  ])('are read from keywords of %s', async (program, argument, names) => {
    const path = await photo(`keywords/${program}.jpg`);
    await mark(path, argument);
    expect(await read(path)).toEqual({ faces: [], unplaced: names, sources: [] });
  });

  it('are the leaves of a tree with all its paths written', async () => {
    const path = await photo('keywords/tree.jpg');
    await mark(
      path,
      ...['People', 'People/Family', 'People/Family/Ada', 'People/Ben'].map((tag) => `-TagsList=${tag}`),
    );
    expect((await read(path)).unplaced).toEqual(['Ada', 'Ben']);
  });

  const people = JSON.stringify({ title: 'x', people: [{ name: 'Ada' }, { name: 'Ben' }] });
  it.each([
    ['a.jpg', 'a.jpg.json'],
    ['b.JPG', 'b.JPG.supplemental-metadata.json'],
    ['c(2).jpg', 'c.jpg(2).json'],
    ['d(1).jpg', 'd.jpg.supplemental-metadata(1).json'],
    ['e-edited.jpg', 'e.jpg.json'],
    [
      'a-photo-of-which-the-name-is-rather-long-1.jpg',
      'a-photo-of-which-the-name-is-rather-long-1.jpg'.slice(0, 46) + '.json',
    ],
    ['12345678901234567890123456.jpg', '12345678901234567890123456.jpg.supplemental-me.json'],
  ])('are read from the JSON of Google Takeout, %s', async (name, json) => {
    const path = await photo(`takeout/${name}`);
    writeFileSync(join(folder, 'takeout', json), people);
    expect((await read(path)).unplaced).toEqual(['Ada', 'Ben']);
  });

  it('are empty for other JSON, and for files that are not JSON', async () => {
    const path = await photo('takeout/z.jpg');
    for (const text of ['[1]', '{"people":"Ada"}', '{"people":[{"name":1}]}', '{', '']) {
      writeFileSync(`${path}.json`, text);
      expect((await read(path)).unplaced).toEqual([]);
    }
  });
});
