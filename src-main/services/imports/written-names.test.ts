import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { Box } from '../../contract/models.ts';
import { listDismissed } from '../../db/corrections.ts';
import { listFacesOfPhoto } from '../../db/faces.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { mergeRegions } from '../../interchange/merge.ts';
import { emptyXmp, serialiseXmp } from '../../interchange/xmp.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import {
  acceptNames,
  declineAsked,
  declineNames,
  listAskedNames,
  listNameProposals,
} from '../corrections/name-proposals.ts';
import { People } from '../people/people.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { Imports } from './imports.ts';

const at = 0.4;
const size = { width: 1000, height: 800 };
const frame = { size, orientation: 1 };
/** Boxes of the faces that this recogniser finds, from the left. */
const places: Box[] = [0.1, 0.5, 0.75].map((x) => ({ x, y: 0.1, width: 0.2, height: 0.2 }));
const elsewhere: Box = { x: 0.3, y: 0.6, width: 0.15, height: 0.2 };

// One of this file's own: other files of the process go on with the one that they share.
const exiftool = new ExifTool();
let folder: string;
let db: WritableDb;
let people: People;
let corrections: Corrections;
let sought: Box[];
let pictures = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-written-'));
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
  sought = [];
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => exiftool.end());

/** Finds as many faces as the digit before the photo's name says, and one wherever it is told to look. */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 2,
  async recognise(path, { box } = {}) {
    if (box) sought.push(box);
    const seed = [...basename(path)].reduce((sum, char) => sum + char.charCodeAt(0), 0);
    const found = box ? [box] : places.slice(0, Number(basename(path)[0]));
    const faces = found.map((place, i) => ({
      ...faceWith(vectorOf(10 * seed + i + sought.length, 1)),
      box: place,
    }));
    return { ...photoWith(faces), thumbnail: Buffer.from(path) };
  },
  async close() {},
};

/** Looks at the folder as an import does; returns the number of updated photos. */
async function look(): Promise<number> {
  const imports = new Imports(db, recogniser, {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  });
  imports.start([folder]);
  const tally = await imports.finished();
  expect(tally.failed).toEqual([]);
  return tally.updated;
}

async function photo(name: string): Promise<string> {
  const path = join(folder, name);
  const background = { r: 10 * ++pictures, g: 99, b: 20 };
  await sharp({ create: { ...size, channels: 3, background } })
    .jpeg()
    .toFile(path);
  return path;
}

function regions(...faces: [string, Box][]): string {
  const document = emptyXmp();
  mergeRegions(
    document,
    frame,
    faces.map(([name, box]) => ({ name, box })),
  );
  return serialiseXmp(document);
}
const near = (box: Box) =>
  Object.fromEntries(Object.entries(box).map(([side, part]) => [side, expect.closeTo(part, 5)]));
const takeout = (...names: string[]) => JSON.stringify({ people: names.map((name) => ({ name })) });

const proposed = async () =>
  listNameProposals(db, await people.owners(at)).map(({ proposed: name, faces }) => [name, faces]);
const asked = async () =>
  listAskedNames(db, await people.owners(at)).map(({ names, faces }) => [names, faces]);
const key = async (name: string) => {
  const all = listNameProposals(db, await people.owners(at));
  return [{ id: all.find((one) => one.proposed === name)!.id, proposed: name }];
};

it('proposes a marked face that was not found as a face of its own, until that is declined', async () => {
  const path = await photo('1.jpg');
  writeFileSync(`${path}.xmp`, regions(['Ada', places[0]!], ['Ben', elsewhere]));
  await look();
  expect(sought).toEqual([near(elsewhere)]);
  expect(await proposed()).toEqual([
    ['Ada', [1]],
    ['Ben', [2]],
  ]);
  expect(listFacesOfPhoto(db, 1).map(({ box }) => box)).toEqual([places[0], near(elsewhere)]);
  await declineNames(db, corrections, at, await key('Ben'));
  expect(await proposed()).toEqual([['Ada', [1]]]);
  expect(listDismissed(db)).toEqual([2]);
  await corrections.undo();
  expect(await proposed()).toHaveLength(2);
  await acceptNames(db, corrections, at);
  expect((await people.list({ distance: at, minFaces: 1 })).people.map(({ name }) => name)).toEqual([
    'Ada',
    'Ben',
  ]);
});

it('reads sidecars that were written, changed and taken away after the import', async () => {
  const path = await photo('1.jpg');
  await photo('1-other.jpg');
  await look();
  expect([await proposed(), await look()]).toEqual([[], 0]);
  writeFileSync(`${path}.xmp`, regions(['Ada', places[0]!]));
  expect([await look(), await proposed()]).toEqual([1, [['Ada', [2]]]]);
  expect(await look()).toBe(0);
  writeFileSync(`${path}.xmp`, regions(['Eve', places[0]!], ['Ben', elsewhere]));
  expect(await look()).toBe(1);
  expect(await proposed()).toEqual([
    ['Eve', [2]],
    ['Ben', [3]],
  ]);
  rmSync(`${path}.xmp`);
  expect([await look(), await proposed()]).toEqual([1, []]);
});

it('reads names that were written into a photo after the import', async () => {
  const path = await photo('1.jpg');
  await look();
  const region = 'Name=Ada,Type=Face,Area={X=0.2,Y=0.2,W=0.2,H=0.2,Unit=normalized}';
  const info = `-RegionInfo={AppliedToDimensions={W=1000,H=800,Unit=pixel},RegionList=[{${region}}]}`;
  await exiftool.write(path, {}, ['-overwrite_original', info]);
  expect([await look(), await proposed()]).toEqual([1, [['Ada', [1]]]]);
});

it('does not bring declined names back, whatever is written beside them', async () => {
  const path = await photo('1.jpg');
  writeFileSync(`${path}.xmp`, regions(['Ada', places[0]!], ['Ben', elsewhere]));
  await look();
  await declineNames(db, corrections, at);
  utimesSync(`${path}.xmp`, 1_000_000_000, 1_000_000_000);
  expect([await look(), await proposed()]).toEqual([0, []]);
  expect(sought).toHaveLength(1);
});

it('proposes a name without a place for the one face, and asks where there are several', async () => {
  const [one, two] = [await photo('1.jpg'), await photo('2.jpg')];
  writeFileSync(`${one}.json`, takeout('Ada'));
  writeFileSync(`${two}.json`, takeout('Ada', 'Ben'));
  await look();
  expect(await proposed()).toEqual([['Ada', [1]]]);
  expect(await asked()).toEqual([
    [
      ['Ada', 'Ben'],
      [2, 3],
    ],
  ]);
  await corrections.assign([3], null, 'Ben', at);
  expect(await asked()).toEqual([]);
  expect((await proposed()).map(([name]) => name)).toEqual(['Ada', 'Ada']);
  await corrections.undo();
  await declineAsked(db, corrections, { photoId: 2, name: 'ben', distance: at });
  expect(await asked()).toEqual([[['Ada'], [2, 3]]]);
  const again = declineAsked(db, corrections, { photoId: 2, name: 'Ben', distance: at });
  await expect(again).rejects.toMatchObject({ code: 'not-found' });
  await corrections.undo();
  expect(await asked()).toHaveLength(1);
});

it('hides a face that another program ignores, and proposes nobody for it', async () => {
  const path = await photo('2.jpg');
  writeFileSync(`${path}.xmp`, regions(['Ignored', places[0]!], ['Unknown', places[1]!]));
  await look();
  expect([await proposed(), listDismissed(db)]).toEqual([[], [1]]);
});
