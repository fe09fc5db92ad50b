import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtInMeasure as measure } from '../../clustering/measure.ts';
import { seededRandom } from '../../common/random.ts';
import { compareKinds, readNames } from './kinds.ts';
import { randomPeople } from '../../metrics/test-people.ts';

const folder = mkdtempSync(join(tmpdir(), 'familiar-names-'));
afterAll(() => rmSync(folder, { recursive: true }));
const grouping = { modelId: '', measure, usual: 0.33 };
const names = Array.from({ length: 60 }, (_, person) => `Person_${person}`);
const sizes = names.map((_, person) => 1 + (person % 3));

it('sets people beside others with as many photos', () => {
  const clear = randomPeople(sizes, 0.05, seededRandom(1));
  const named = new Set(names.slice(0, 12));
  const report = compareKinds(clear, names, named, grouping, 1);
  expect(report).toMatchObject({ people: 12, faces: 24 });
  expect(report.named.bcubed.f).toBeGreaterThan(0.9);
  expect(report.others.bcubed.f).toBeGreaterThan(0.9);
  // The named are all one point now: they are not told apart, and the others are as they were.
  const vectors = clear.vectors.slice();
  clear.people.forEach((person, face) => {
    if (person < 12) vectors.copyWithin(128 * face, 0, 128);
  });
  const alike = compareKinds({ ...clear, vectors }, names, named, grouping, 1);
  expect(alike.named.bcubed.precision).toBeLessThan(0.2);
  expect(alike.others).toEqual(report.others);
});

it('refuses where nobody is named, or nobody else has as many photos', () => {
  const faces = randomPeople([3, 1, 1], 0.05, seededRandom(1));
  const compare = (named: string[]) => () => compareKinds(faces, names, new Set(named), grouping, 1);
  expect(compare(['Nobody'])).toThrow(expect.objectContaining({ code: 'bad-request' }));
  expect(compare(['Person_0'])).toThrow(expect.objectContaining({ code: 'bad-request' }));
});

it('reads names, and tells of a file that is missing or empty', async () => {
  const path = join(folder, 'names.txt');
  await expect(readNames(path)).rejects.toMatchObject({ code: 'path-missing' });
  writeFileSync(path, '\n \n');
  await expect(readNames(path)).rejects.toMatchObject({ code: 'bad-request' });
  writeFileSync(path, 'Ada_Li\r\nBen_Oh\n');
  expect(await readNames(path)).toEqual(new Set(['Ada_Li', 'Ben_Oh']));
});
