import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Box } from '../contract/models.ts';
import { DraftFolders } from './drafts.ts';
import { mergeRegions, type NamedFace } from './merge.ts';
import { swapsSides, toUpright } from './orientation.ts';
import { readWritten } from './photo-regions.ts';
import { PhotoWriter } from './photo-writer.ts';
import { proposeNames } from './proposals.ts';
import { emptyXmp, parseXmp, serialiseXmp } from './xmp.ts';

let folder: string;
let tool: ExifTool;
let writer: PhotoWriter;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-round-'));
  tool = new ExifTool({ maxProcs: 1, struct: 1 });
  writer = await PhotoWriter.open(new DraftFolders(join(folder, 'drafts.txt')));
});
afterAll(async () => {
  await Promise.all([tool.end(), writer.close()]);
  rmSync(folder, { recursive: true });
});

const size = { width: 120, height: 80 };
const [ada, ben]: [Box, Box] = [
  { x: 0.1, y: 0.2, width: 0.2, height: 0.3 },
  { x: 0.6, y: 0.4, width: 0.25, height: 0.3 },
];
const faces: NamedFace[] = [
  { name: 'Ada', box: ada },
  { name: 'Ben', box: ben },
];

async function photo(name: string, orientation: number): Promise<string> {
  const path = join(folder, name);
  const [width, height] = swapsSides(orientation) ? [80, 120] : [120, 80];
  const grey = sharp({ create: { width, height, channels: 3, background: '#888' } });
  await grey.withMetadata({ orientation }).jpeg().toFile(path);
  return path;
}

interface ReadRegion {
  Name: string;
  Area: { X: number; Y: number; W: number; H: number };
}
const regionsOf = async (path: string): Promise<ReadRegion[]> => {
  const tags = (await tool.readRaw(path, { readArgs: ['-struct', '-RegionInfo'] })) as {
    RegionInfo?: { RegionList?: ReadRegion[] };
  };
  return tags.RegionInfo?.RegionList ?? [];
};
const boxOf = ({ Area: { X, Y, W, H } }: ReadRegion): Box => ({
  x: X - W / 2,
  y: Y - H / 2,
  width: W,
  height: H,
});
const near = (box: Box) =>
  Object.fromEntries(Object.entries(box).map(([key, value]) => [key, expect.closeTo(value, 4)]));

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('names written into photos, orientation %i', (orientation) => {
  it('are read by ExifTool, written by it into a sidecar, and come back', async () => {
    const path = await photo(`${orientation}.jpg`, orientation);
    const frame = { size, orientation };
    expect(await writer.mark(path, frame, faces)).toBe(true);
    const read = await regionsOf(path);
    expect(read.map(({ Name }) => Name)).toEqual(['Ada', 'Ben']);
    expect(toUpright(boxOf(read[0]!), orientation)).toEqual(near(ada));
    expect(toUpright(boxOf(read[1]!), orientation)).toEqual(near(ben));
    const other = await photo(`other-${orientation}.jpg`, orientation);
    await tool.write(other, {}, ['-overwrite_original', '-tagsfromfile', path, '-RegionInfo']);
    const { placed } = proposeNames([ben, ada], await readWritten(other, frame));
    expect(placed.map(({ face, name }) => [face, name])).toEqual([
      [0, 'Ben'],
      [1, 'Ada'],
    ]);
    // ExifTool sets another name, which must stay when Familiar removes both of its names.
    await tool.write(other, {}, [
      '-overwrite_original',
      '-RegionName=',
      '-RegionName=Eve',
      '-RegionName=Ben',
    ]);
    await writer.mark(path, frame, []);
    expect(await regionsOf(path)).toEqual([]);
    await writer.mark(other, frame, []);
    expect((await regionsOf(other)).map(({ Name }) => Name)).toContain('Eve');
  });
});

const frame = { size, orientation: 1 };
const description = (inside: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/">
    ${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`;
const area = 'stArea:x="0.2" stArea:y="0.35" stArea:w="0.2" stArea:h="0.3" stArea:unit="normalized"';
const sized = '<mwg-rs:AppliedToDimensions stDim:w="120" stDim:h="80" stDim:unit="pixel"/>';

/** A face of Ada in the sidecar formats of three programs. */
const shapes: [string, string][] = [
  [
    'digiKam',
    description(`<digiKam:TagsList><rdf:Seq><rdf:li>People/Ada</rdf:li></rdf:Seq></digiKam:TagsList>
      <mwg-rs:Regions rdf:parseType="Resource">${sized}<mwg-rs:RegionList><rdf:Bag>
      <rdf:li><rdf:Description mwg-rs:Name="Ada" mwg-rs:Type="Face"><mwg-rs:Area ${area}/></rdf:Description></rdf:li>
      </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`),
  ],
  [
    'Lightroom',
    description(`<lr:hierarchicalSubject><rdf:Bag><rdf:li>People|Ada</rdf:li></rdf:Bag></lr:hierarchicalSubject>
      <mwg-rs:Regions><rdf:Description>${sized}<mwg-rs:RegionList><rdf:Bag><rdf:li>
      <rdf:Description mwg-rs:Rotation="0.00000" mwg-rs:Name="Ada" mwg-rs:Type="Face"><mwg-rs:Area ${area}/>
      </rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></rdf:Description></mwg-rs:Regions>`),
  ],
  [
    'Picasa',
    description(`<mwg-rs:Regions rdf:parseType="Resource">${sized}<mwg-rs:RegionList><rdf:Bag>
      <rdf:li rdf:parseType="Resource"><mwg-rs:Area rdf:parseType="Resource"><stArea:x>0.2</stArea:x>
      <stArea:y>0.35</stArea:y><stArea:w>0.2</stArea:w><stArea:h>0.3</stArea:h></mwg-rs:Area>
      <mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Name>Ada</mwg-rs:Name></rdf:li></rdf:Bag></mwg-rs:RegionList>
      </mwg-rs:Regions>`),
  ],
];

describe.each(shapes)('a sidecar of the shape of %s', (program, sidecar) => {
  const parse = () => parseXmp(Buffer.from(sidecar));
  const regions = async (text: string) => {
    const path = join(folder, `${program}.xmp`);
    writeFileSync(path, text);
    return regionsOf(path);
  };

  it('keeps its names when Familiar adds and removes names', async () => {
    const document = parse();
    expect(mergeRegions(document, frame, [{ name: 'Ben', box: ben }, faces[0]!], { keywords: true })).toBe(
      true,
    );
    const both = await regions(serialiseXmp(document));
    expect(both.map(({ Name }) => Name)).toEqual(['Ada', 'Ben']);
    expect(mergeRegions(document, frame, [])).toBe(true);
    const [left, ...others] = await regions(serialiseXmp(document));
    expect([left!.Name, boxOf(left!), others]).toEqual(['Ada', near(ada), []]);
    const text = readFileSync(join(folder, `${program}.xmp`), 'utf8');
    expect(text).not.toMatch(/Ben|familiar:(Wrote|Before|Keywords)/);
    expect(text.match(/People[/|]Ada/g)).toEqual(sidecar.match(/People[/|]Ada/g));
    expect(mergeRegions(parseXmp(Buffer.from(text)), frame, [])).toBe(false);
  });

  it('gets its own name back after Familiar set and removed another', async () => {
    const document = parse();
    mergeRegions(document, frame, [{ name: 'Eve', box: ada }]);
    mergeRegions(document, frame, [{ name: 'Eva', box: ada }]);
    expect((await regions(serialiseXmp(document))).map(({ Name }) => Name)).toEqual(['Eva']);
    expect(mergeRegions(document, frame, [faces[1]!])).toBe(true);
    expect((await regions(serialiseXmp(document))).map(({ Name }) => Name)).toEqual(['Ada', 'Ben']);
  });
});

it('names in keywords are read by ExifTool, and removed when outdated', async () => {
  const document = emptyXmp();
  mergeRegions(document, frame, faces, { keywords: true });
  const path = join(folder, 'keywords.xmp');
  const read = async () => {
    writeFileSync(path, serialiseXmp(document));
    const args = ['-Subject', '-TagsList', '-HierarchicalSubject', '-PersonInImage'];
    const { Subject, TagsList, HierarchicalSubject, PersonInImage } = (await tool.readRaw(path, {
      readArgs: args,
    })) as Record<string, unknown>;
    return [Subject, TagsList, HierarchicalSubject, PersonInImage];
  };
  expect(await read()).toEqual([
    ['Ada', 'Ben'],
    ['People/Ada', 'People/Ben'],
    ['People|Ada', 'People|Ben'],
    ['Ada', 'Ben'],
  ]);
  expect(mergeRegions(document, frame, faces, { keywords: true })).toBe(false);
  mergeRegions(document, frame, [faces[0]!]);
  expect((await read()).flat()).toEqual(['Ada', 'People/Ada', 'People|Ada', 'Ada']);
});
