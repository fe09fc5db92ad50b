import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { useSampleLibrary } from '../library/test-library.ts';
import { exitCodes } from './exit.ts';
import { runCommand as run } from './test-program.ts';

const call = { signal: new AbortController().signal };
const library = useSampleLibrary();

it('finds photos by name and a person in a photo, beside whoever has the library open', async () => {
  const { handlers } = await library.open();
  const { people } = await handlers['people.list']({ distance: 0.33, minFaces: 1 }, call);
  await handlers['people.name']({ id: people[0]!.id, name: 'Anna', distance: 0.33 }, call);
  const at = ['--library', library.directory, '--distance', '0.33', '--json'];

  const found = JSON.parse((await run('search', '--all', 'anna', ...at)).stdout);
  expect(found.total).toBe(people[0]!.photos);
  expect(found.photos[0].path).toContain(found.photos[0].name);
  const without = JSON.parse((await run('search', '--without', 'Anna', ...at)).stdout);
  expect(found.total + without.total).toBe(4);
  expect(await run('search', '--all', 'Nobody', ...at)).toMatchObject({
    status: exitCodes.failed,
    stderr: 'familiar: nobody is called Nobody (not-found)\n',
  });
  expect((await run('search', '--from', '31.12.2024', ...at)).status).toBe(exitCodes.usage);

  const photo = samplePhotos().find((path) => basename(path) === found.photos[0].name)!;
  const { faces } = JSON.parse((await run('identify', photo, '--device', 'cpu', ...at)).stdout);
  const anna = faces.map((face: { candidates: object[] }) => face.candidates[0]);
  expect(anna).toContainEqual(expect.objectContaining({ name: 'Anna', distance: expect.closeTo(0, 3) }));
  const missing = await run('identify', `${photo}.none`, '--device', 'cpu', ...at);
  expect(missing).toMatchObject({ status: exitCodes.usage, stdout: '' });
  expect(missing.stderr).toMatch(/\(path-missing\)\n$/);
}, 60_000);

it('says when photos were taken, and finds those of a year and those without a date', async () => {
  const [first, second] = firstItems(library.place(0, 2), 2);
  const at = ['--library', library.directory, '--json'];
  const found = async (...args: string[]) => {
    const { photos } = JSON.parse((await run('search', ...args, ...at)).stdout);
    return photos.map(({ path }: { path: string }) => path);
  };
  const dated = JSON.parse((await run('date', '1965-07', first, ...at)).stdout);
  expect(dated.edit.summary).toEqual({ kind: 'dated', photos: 1, date: '1965-07' });
  expect(await found('--from', '1960-01-01', '--to', '1969-12-31')).toEqual([first]);
  await run('date', 'none', second, ...at);
  expect(await found('--undated')).toContain(second);
  await run('undo', ...at);
  expect(await found('--undated')).not.toContain(first);
  for (const [args, status] of [
    [['date', 'yesterday', first], exitCodes.usage],
    [['date', '1965', `${first}.none`], exitCodes.failed],
  ] as const) {
    expect((await run(...args, ...at)).status).toBe(status);
  }
}, 60_000);

it('tells the source of each date, and lists a stack once', async () => {
  const [first] = firstItems(library.place(0, 1), 1);
  const copy = join(library.folder, 'album', 'copy.jpg');
  await sharp(first).resize(500).jpeg({ quality: 70 }).toFile(copy);
  const at = ['--library', library.directory, '--json'];
  await run('import', copy, '--device', 'cpu', ...at);
  await run('date', '1965-07', first, ...at);
  const search = async (...args: string[]) => JSON.parse((await run('search', ...args, ...at)).stdout);
  const all = await search();
  const dated = all.photos.find(({ path }: { path: string }) => path === first);
  expect(dated).toMatchObject({ takenAt: '1965-07', takenFrom: 'user' });
  const once = await search('--stacks');
  expect([all.total - once.total, once.photos.filter(({ stack = 0 }) => stack === 2).length]).toEqual([1, 1]);

  const { stacks } = JSON.parse((await run('stacks', ...at)).stdout);
  const paths = stacks[0].photos.map(({ path }: { path: string }) => path);
  expect(paths.toSorted()).toEqual([first, copy].toSorted());
  expect((await run('stacks', 'top', paths[1], ...at)).status).toBe(0);
  expect(JSON.parse((await run('stacks', ...at)).stdout).stacks[0]).toMatchObject({
    photos: [{ path: paths[1] }, { path: paths[0] }],
    chosen: true,
  });
  await run('stacks', 'leave', copy, ...at);
  expect(JSON.parse((await run('stacks', ...at)).stdout).total).toBe(0);
  await run('undo', ...at);
  expect(JSON.parse((await run('stacks', ...at)).stdout).total).toBe(1);
}, 120_000);
