import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { listProposals } from '../db/proposals.ts';
import { readWritten } from '../interchange/photo-regions.ts';
import { type PeopleFile, readPeopleFile } from '../interchange/people-file.ts';
import type { Library } from '../library/library.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { placed, useSampleLibrary } from '../library/test-library.ts';
import { modelsWithoutJoint } from '../test-models.ts';
import { runCommand, runJson } from './test-program.ts';

const at = 0.45;
const context = { signal: new AbortController().signal };
const samples = useSampleLibrary();
const album = () => join(samples.folder, 'album');
const photos = () =>
  readdirSync(album())
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => join(album(), name));

// Libraries made by the command line use the model of the sample library.
beforeAll(() => void vi.stubEnv('FAMILIAR_MODELS_DIR', modelsWithoutJoint(samples.folder)));
afterAll(() => void vi.unstubAllEnvs());

let originals: Map<string, Buffer> | undefined;
beforeEach(() => {
  originals ??= new Map(photos().map((path) => [path, readFileSync(path)]));
  for (const name of readdirSync(album())) {
    const path = join(album(), name);
    const bytes = originals.get(path);
    if (!bytes) rmSync(path);
    else if (!readFileSync(path).equals(bytes)) throw new Error(`a test has changed ${path}`);
  }
});

const exportTo = (name: string, library: string, ...args: string[]) => {
  const output = join(samples.folder, name);
  return runJson('export', '--library', library, '--format', 'json', '--output', output, ...args);
};

/** Makes every kind of correction. */
async function correct({ handlers }: Library): Promise<void> {
  const ids = async () =>
    (await handlers['people.list']({ distance: at, minFaces: 1 }, context)).people.map(({ id }) => id);
  const [first, second, third, fourth] = firstItems(await ids(), 4);
  const { result: named } = await handlers['people.name']({ id: first, name: 'Ann', distance: at }, context);
  await handlers['people.name']({ id: second, name: '=Bo "B"', distance: at }, context);
  await handlers['people.hide']({ ids: [third], distance: at }, context);
  await handlers['people.loosen']({ id: named.id, own: 0.5, distance: at }, context);
  const { faces } = await handlers['people.get']({ id: named.id, distance: at }, context);
  await handlers['people.cover']({ id: named.id, face: faces.at(-1)!.id, distance: at }, context);
  const stranger = await handlers['people.get']({ id: fourth, distance: at }, context);
  await handlers['faces.reject']({ faces: [stranger.faces[0]!.id], from: named.id, distance: at }, context);
  const last = (await ids()).at(-1)!;
  const photo = (await handlers['photos.list']({ offset: 0, limit: 1 }, context)).photos[0]!.id;
  const drawn = { photoId: photo, box: { x: 0.01, y: 0.8, width: 0.15, height: 0.15 } };
  const { result: drawnFace } = await handlers['faces.draw'](drawn, context);
  await handlers['faces.assign']({ faces: [drawnFace.id], to: null, name: 'Cy', distance: at }, context);
  const dismissed = await handlers['people.get']({ id: last, distance: at }, context);
  await handlers['faces.dismiss']({ faces: [dismissed.faces[0]!.id] }, context);
  await handlers['people.settle']({ distance: at, minFaces: 1 }, context);
}

async function correctedLibrary(): Promise<string> {
  const library = await samples.open();
  await correct(library);
  await library.close();
  return samples.directory;
}

/** Content of a file, without the ids of a library. */
function meaning(file: PeopleFile) {
  const hashes = new Map(file.photos.map(({ id, sha256 }) => [id, sha256]));
  const places = new Map(
    file.faces.map(({ id, photo, box }) => [id, `${hashes.get(photo)} ${JSON.stringify(box)}`]),
  );
  const membersOf = (person: string | null) =>
    file.faces
      .filter((face) => face.person === person)
      .map(({ id }) => places.get(id)!)
      .sort();
  const people = new Map(
    file.people.map(({ id, name, hidden, distance, cover }) => [
      id,
      { name, hidden, distance, cover: cover && places.get(cover), faces: membersOf(id) },
    ]),
  );
  const sorted = <T>(items: T[]) => items.map((item) => JSON.stringify(item)).sort();
  return {
    people: sorted([...people.values()]),
    faces: sorted(
      file.faces.map(({ id, confirmed, dismissed, quality }) => [
        places.get(id),
        confirmed,
        dismissed,
        quality,
      ]),
    ),
    rejections: sorted(
      file.rejections.map(({ face, person }) => [places.get(face), people.get(person)!.name]),
    ),
    apart: sorted(file.apart.map((pair) => pair.map((face) => places.get(face)).sort())),
    photos: sorted(
      file.photos.map(({ path, sha256, width, height, takenAt, files }) => [
        path,
        sha256,
        width,
        height,
        takenAt,
        files,
      ]),
    ),
    grouping: [file.distance, file.minFaces, file.model],
  };
}

it('exports a library and imports the same people into an empty one, once', async () => {
  const report = await exportTo('a.json', await correctedLibrary());
  const before = await readPeopleFile(report.output);
  expect(report).toMatchObject({ format: 'json', photos: placed, faces: before.faces.length, skipped: [] });
  expect(before.people.filter(({ name }) => name !== null).map(({ name }) => name)).toEqual([
    'Ann',
    '=Bo "B"',
    'Cy',
  ]);
  expect(before.faces.filter(({ drawn }) => drawn)).toHaveLength(1);
  expect(before.people.filter(({ hidden }) => hidden)).toHaveLength(1);
  expect(before.faces.filter(({ dismissed }) => dismissed)).toHaveLength(1);
  expect(before.rejections).toHaveLength(1);

  const empty = join(samples.folder, 'again');
  const importing = ['import', ...photos().toReversed(), '--library', empty, '--device', 'cpu'];
  const imported = await runJson(...importing, '--people', report.output);
  const confirmed = before.faces.filter((face) => face.confirmed).length;
  expect(imported).toMatchObject({
    photos: placed,
    people: { photos: placed, people: 4, faces: confirmed, differing: 0, missing: 0 },
  });
  const after = await readPeopleFile((await exportTo('b.json', empty)).output);
  expect(after.photos.map(({ path }) => path)).not.toEqual(before.photos.map(({ path }) => path));
  expect(meaning(after)).toEqual(meaning(before));

  expect((await runJson(...importing, '--people', report.output)).people).toEqual(imported.people);
  const { output } = await exportTo('c.json', empty);
  expect(readFileSync(output, 'utf8')).toBe(readFileSync(join(samples.folder, 'b.json'), 'utf8'));
  const { db } = lookIntoLibrary(empty);
  expect(db.prepare("SELECT count(*) FROM edits WHERE kind = 'imported'").pluck().get()).toBe(1);
  db.close();
}, 60_000);

it('prints the document where no file is named, with vectors if asked', async () => {
  const { stdout, status } = await runCommand(
    'export',
    '--library',
    samples.directory,
    '--format',
    'json',
    '--vectors',
  );
  expect(status).toBe(0);
  const { faces } = JSON.parse(stdout);
  for (const { vector } of faces) {
    const floats = new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer);
    expect(floats).toHaveLength(128);
    expect(Math.hypot(...floats)).toBeCloseTo(1, 4);
  }
  const csv = await runCommand('export', '--library', samples.directory, '--format', 'csv');
  expect(csv.stdout.split('\r\n')).toHaveLength(faces.length + 2);
}, 30_000);

/** Names that an import of the album into an empty library proposes, sorted. */
async function proposedNames(name: string) {
  const library = join(samples.folder, name);
  const report = await runJson('import', album(), '--library', library, '--device', 'cpu');
  expect(report).toMatchObject({ photos: placed, failed: [] });
  const { db } = lookIntoLibrary(library);
  try {
    return listProposals(db)
      .map((row) => `${row.name} ${row.source}`)
      .sort();
  } finally {
    db.close();
  }
}

it('writes sidecars beside the photos, which another library reads', async () => {
  const library = await correctedLibrary();
  const broken = `${photos()[0]}.xmp`;
  writeFileSync(broken, '<x:xmpmeta');
  const first = await runJson('export', '--library', library, '--format', 'xmp');
  expect(first).toMatchObject({ format: 'xmp', output: null, people: 3 });
  expect(first.faces).toBeGreaterThan(1);
  expect(first.skipped).toEqual([
    { path: photos()[0], code: 'metadata-damaged', message: expect.any(String) },
  ]);
  expect(readFileSync(broken, 'utf8')).toBe('<x:xmpmeta');
  rmSync(broken);
  const second = await runJson('export', '--library', library, '--format', 'xmp');
  expect(second).toEqual({ ...first, written: 1, skipped: [] });
  const names = await proposedNames('sidecars');
  // Cy's face is not detected there; it is recognised where the sidecar marks it.
  expect(new Set(names)).toEqual(new Set(['Ann sidecar', '=Bo "B" sidecar', 'Cy sidecar']));
  expect(names).toHaveLength(first.faces);
}, 60_000);

it('puts sidecars into a folder, and says which photos are gone', async () => {
  const library = await correctedLibrary();
  const gone = photos()[1]!;
  renameSync(gone, `${gone}.away`);
  const output = join(samples.folder, 'out');
  try {
    const report = await runJson('export', '--library', library, '--format', 'xmp', '--output', output);
    expect(report.skipped).toEqual([{ path: gone, code: 'path-missing', message: expect.any(String) }]);
    expect(readdirSync(output)).toHaveLength(report.written);
    expect(existsSync(join(output, `${basename(photos()[0]!)}.xmp`))).toBe(true);
    expect(readdirSync(album()).some((name) => name.endsWith('.xmp'))).toBe(false);
  } finally {
    renameSync(`${gone}.away`, gone);
  }
}, 60_000);

it('writes into photos only when it is asked to, and the library knows them afterwards', async () => {
  const library = await correctedLibrary();
  const pixels = (path: string) => sharp(path).raw().toBuffer();
  const before = await Promise.all(photos().map(pixels));
  try {
    const report = await runJson('export', '--library', library, '--format', 'xmp', '--write-into-photos');
    expect(report).toMatchObject({ people: 3, skipped: [] });
    expect(report.written).toBe(report.photos);
    expect(readdirSync(album()).sort()).toEqual(photos().map((path) => basename(path)));
    expect((await Promise.all(photos().map(pixels))).every((each, i) => each.equals(before[i]!))).toBe(true);
    const again = await runJson('export', '--library', library, '--format', 'xmp', '--write-into-photos');
    expect(again).toEqual({ ...report, written: 0 });
    const known = await runJson('import', album(), '--library', library, '--device', 'cpu');
    expect(known).toMatchObject({ photos: 0, skipped: placed });
    const frame = { size: { width: 1, height: 1 }, orientation: 1 };
    const read = await Promise.all(photos().map((path) => readWritten(path, frame)));
    const names = read.flatMap(({ marked }) => marked).flatMap(({ faces }) => faces.map(({ name }) => name));
    expect(new Set(names)).toEqual(new Set(['Ann', '=Bo "B"', 'Cy']));
    expect(names).toHaveLength(report.faces);
  } finally {
    for (const [path, bytes] of originals!) writeFileSync(path, bytes);
  }
}, 60_000);

it('refuses options that do not go together, and files that are no export', async () => {
  const other = join(samples.folder, 'other.json');
  writeFileSync(other, '{"format":"familiar-people","version":99}');
  const library = join(samples.folder, 'none');
  for (const args of [
    ['export'],
    ['export', '--format', 'csv', '--vectors'],
    ['export', '--format', 'json', '--write-into-photos'],
    ['export', '--format', 'csv', '--json'],
    ['import', album(), '--people', other],
  ]) {
    const { status, stdout, stderr } = await runCommand(...args, '--library', library);
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
    expect(stderr.length).toBeGreaterThan(0);
  }
  expect(existsSync(library)).toBe(false);
  const none = await runCommand('export', '--format', 'csv', '--library', library);
  expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('(not-found)') });
}, 60_000);
