import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { listPhotos, notesOf } from '../../db/photos.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { datePhotos } from '../corrections/date-photos.ts';
import { People } from '../people/people.ts';
import { findPhotos } from '../search/find-photos.ts';
import { photoWith } from '../model-session/test-faces.ts';
import { Imports } from './imports.ts';

// One of this file's own: other files of the process go on with the one that they share.
const exiftool = new ExifTool();
let folder: string;
let db: WritableDb;
let corrections: Corrections;
let people: People;
let pictures = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-dates-'));
  db = openForWriting(':memory:');
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => exiftool.end());

async function look(): Promise<void> {
  const recogniser = {
    device: null,
    photosAtOnce: 1,
    async recognise(path: string) {
      const { takenAt, orientation } = await decodePhoto(path, 100);
      return { ...photoWith([]), takenAt, orientation, thumbnail: Buffer.from(path) };
    },
    async close() {},
  };
  const listener = {
    progressed() {},
    facesStored() {},
    presenceChanged() {},
    async foundRemoved() {},
  };
  const imports = new Imports(db, recogniser, listener);
  imports.start([folder]);
  expect((await imports.finished()).failed).toEqual([]);
}

/** A photo written by ExifTool, as another program would. */
async function photo(name: string, ...args: string[]): Promise<string> {
  const path = join(folder, name);
  const background = { r: 10 * ++pictures, g: 99, b: 20 };
  await sharp({ create: { width: 100, height: 80, channels: 3, background } })
    .jpeg()
    .toFile(path);
  if (args.length > 0) await exiftool.write(path, {}, ['-overwrite_original', ...args]);
  return path;
}
const listed = () => listPhotos(db, 0, 100).map(({ path, takenAt }) => [basename(path), takenAt]);
const dated = () =>
  Object.fromEntries(
    listPhotos(db, 0, 100).map(({ id, path, takenAt }) => [
      basename(path),
      [takenAt, notesOf(db, id).takenFrom],
    ]),
  );
const found = async (from: string | null, to: string | null, undated = false) => {
  const query = { all: [], any: [], without: [], from, to, undated, distance: 0.4, offset: 0, limit: 100 };
  const { photos, total } = await findPhotos(db, people, query);
  expect(total).toBe(photos.length);
  return photos.map(({ path }) => basename(path)).sort();
};

it('finds old scans that are dated by XMP, IPTC and their names', async () => {
  await photo('a.jpg', '-XMP-photoshop:DateCreated=1952-05');
  await photo('b.jpg', '-IPTC:DateCreated=1949:07:04', '-IPTC:TimeCreated=12:30:15+02:00');
  await photo('Scan 1955-007.jpg');
  await photo('c.jpg');
  await look();
  expect(dated()).toEqual({
    'a.jpg': ['1952-05', 'xmp'],
    'b.jpg': ['1949-07-04T12:30:15', 'iptc'],
    'Scan 1955-007.jpg': ['1955', 'name'],
    'c.jpg': [null, null],
  });
  expect(await found('1940-01-01', '1960-12-31')).toEqual(['Scan 1955-007.jpg', 'a.jpg', 'b.jpg']);
  expect(await found('1952-05-20', '1952-05-25')).toEqual(['a.jpg']);
  expect(await found('1955-12-31', null)).toEqual(['Scan 1955-007.jpg']);
  expect(await found('1956-01-01', null)).toEqual([]);
  expect(await found(null, null, true)).toEqual(['c.jpg']);
});

it('believes what tells when a picture was taken before what tells when it was scanned, and files in their order', async () => {
  const scanned = ['-EXIF:CreateDate=2019:01:02 03:04:05', '-EXIF:ModifyDate=2020:01:01 00:00:00'];
  await photo(
    '1.jpg',
    '-EXIF:DateTimeOriginal=1985:01:01 10:00:00',
    '-XMP-photoshop:DateCreated=1952',
    ...scanned,
  );
  await photo('2.jpg', '-XMP-photoshop:DateCreated=1952', '-IPTC:DateCreated=1949:07:04', ...scanned);
  await photo('3.jpg', ...scanned);
  await photo('2001-01-01 4.jpg', '-EXIF:GPSDateStamp=2010:05:06', '-EXIF:GPSTimeStamp=07:08:09');
  await photo('2001-01-01 5.jpg', '-EXIF:ModifyDate=2020:01:01 00:00:00');
  const path = await photo('2001-01-01 6.jpg');
  const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
  writeFileSync(
    `${path}.xmp`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdf}"><rdf:Description rdf:about=""
      xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="1977-01-02T03:04:05"/></rdf:RDF></x:xmpmeta>`,
  );
  await look();
  expect(dated()).toEqual({
    '1.jpg': ['1985-01-01T10:00:00', 'exif'],
    '2.jpg': ['1952', 'xmp'],
    '3.jpg': ['2019-01-02T03:04:05', 'exif'],
    '2001-01-01 4.jpg': [expect.stringMatching(/^2010-05-0[567]T\d\d:\d8:09$/), 'gps'],
    '2001-01-01 5.jpg': ['2001-01-01', 'name'],
    '2001-01-01 6.jpg': ['1977-01-02T03:04:05', 'sidecar'],
  });
});

it('takes date and place from Google Takeout, also where it comes later', async () => {
  const path = await photo('a.jpg');
  await photo(
    'b.jpg',
    '-EXIF:GPSLatitude=-33.85',
    '-EXIF:GPSLatitudeRef=S',
    '-EXIF:GPSLongitude=151.2',
    '-EXIF:GPSLongitudeRef=E',
  );
  await look();
  const taken = {
    photoTakenTime: { timestamp: '-500000000' },
    geoData: { latitude: 52.5, longitude: 13.4, altitude: 0 },
  };
  writeFileSync(`${path}.supplemental-metadata.json`, JSON.stringify(taken));
  await look();
  expect(listed()[0]).toEqual(['a.jpg', expect.stringMatching(/^1954-02-2[67]T/)]);
  const places = Object.fromEntries(
    listPhotos(db, 0, 9).map(({ id, path: at }) => [basename(at), notesOf(db, id).place]),
  );
  expect(places).toEqual({
    'a.jpg': { latitude: 52.5, longitude: 13.4 },
    'b.jpg': { latitude: expect.closeTo(-33.85, 4), longitude: expect.closeTo(151.2, 4) },
  });
});

it('orders photos by the moment, whatever zone their clocks were in', async () => {
  const at = (time: string, zone: string) => [
    `-EXIF:DateTimeOriginal=2020:01:01 ${time}`,
    `-EXIF:OffsetTimeOriginal=${zone}`,
  ];
  await photo('tokyo.jpg', ...at('12:00:00', '+09:00'));
  await photo('london.jpg', ...at('04:00:00', '+00:00'));
  await photo('york.jpg', ...at('00:00:00', '-05:00'));
  await look();
  expect(listed().map(([name]) => name)).toEqual(['york.jpg', 'london.jpg', 'tokyo.jpg']);
});

it('keeps the date that the user says, whatever is written, until that is undone', async () => {
  const path = await photo('a.jpg', '-EXIF:DateTimeOriginal=2019:01:02 03:04:05');
  await look();
  await datePhotos(db, corrections, [1], '1965-07');
  expect(dated()).toEqual({ 'a.jpg': ['1965-07', 'user'] });
  expect(await found('1960-01-01', '1969-12-31')).toEqual(['a.jpg']);
  await exiftool.write(path, {}, ['-overwrite_original', '-EXIF:DateTimeOriginal=2018:01:02 03:04:05']);
  await look();
  expect(dated()).toEqual({ 'a.jpg': ['1965-07', 'user'] });
  await datePhotos(db, corrections, [1], null);
  expect(await found(null, null, true)).toEqual(['a.jpg']);
  await corrections.undo();
  const { edit: undone } = await corrections.undo();
  expect(undone?.summary).toEqual({ kind: 'dated', photos: 1, date: '1965-07' });
  expect(dated()).toEqual({ 'a.jpg': ['2019-01-02T03:04:05', 'exif'] });
  for (const [ids, date, code] of [
    [[9], '1965', 'not-found'],
    [[1], '1965-13', 'bad-request'],
  ] as const) {
    await expect(datePhotos(db, corrections, ids, date)).rejects.toMatchObject({ code });
  }
});
