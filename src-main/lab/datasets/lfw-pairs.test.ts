import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { needs, testFile } from '../../common/test-data.ts';
import { locatePairs, parsePairs } from './lfw-pairs.ts';

const refusal = (text: string) => {
  try {
    parsePairs(text);
  } catch (error) {
    return error;
  }
};

describe('a pairs list', () => {
  it('has folds of as many same as different pairs', () => {
    const pairs = parsePairs('2\t1\nAda\t1\t2\nAda\t1\tBo\t3\nBo\t1\t3\nBo\t2\tCy\t1\n');
    expect(pairs).toEqual([
      { a: { person: 'Ada', number: 1 }, b: { person: 'Ada', number: 2 }, same: true, fold: 0 },
      { a: { person: 'Ada', number: 1 }, b: { person: 'Bo', number: 3 }, same: false, fold: 0 },
      { a: { person: 'Bo', number: 1 }, b: { person: 'Bo', number: 3 }, same: true, fold: 1 },
      { a: { person: 'Bo', number: 2 }, b: { person: 'Cy', number: 1 }, same: false, fold: 1 },
    ]);
  });

  it('may have one fold, no first line, blanks, other line ends and names with blanks between tabs', () => {
    expect(parsePairs('\uFEFF1\r\nAda 1 2\r\n\r\nAda  1 Bo 3 \r\n').map((pair) => pair.fold)).toEqual([0, 0]);
    expect(parsePairs('Ada\t1\t2')).toHaveLength(1);
    expect(parsePairs('Ada Li\t1\t2')[0]!.a.person).toBe('Ada Li');
  });

  it.each([
    ['', /empty/],
    ['two 1\nAda 1 2\nAda 1 Bo 1', /line 1 .* folds/],
    ['1 1\nAda 1 2', /announces 2 pairs .* has 1/],
    ['1 1\nAda 1 2\nAda 1 Bo', /line 3 .*"Ada 1 Bo"/],
    ['1 1\n\nAda 0 2\nAda 1 Bo 1', /line 3/],
    ['1 1\nAda 1 2\nAda 1 Bo 1 2', /line 3/],
  ])('is refused with the place: %j', (text, message) => {
    expect(refusal(text)).toMatchObject({ code: 'bad-request', message: expect.stringMatching(message) });
  });

  it('of Labeled Faces in the Wild can be read', (test) => {
    needs('faces')(test);
    const pairs = parsePairs(readFileSync(testFile('faces', 'lfw-pairs.txt'), 'utf8'));
    const tally = Map.groupBy(pairs, (pair) => `${pair.fold} ${pair.same}`);
    expect([...tally.values()].map((group) => group.length)).toEqual(Array(10).fill(300));
  });
});

describe('the photos of a pairs list', () => {
  let images: string;
  const at = (...path: string[]) => join(images, ...path);
  beforeAll(() => {
    images = mkdtempSync(join(tmpdir(), 'familiar-people-'));
    mkdirSync(at('Bo'));
    mkdirSync(at('Ada_Li'));
    for (const file of [
      'Ada_Li/Ada_Li_0002.png',
      'Ada_Li/Ada_Li_0001.jpg',
      'Ada_Li/notes.txt',
      'Bo/Bo_0012.JPG',
    ])
      writeFileSync(at(file), '');
  });
  afterAll(() => rmSync(images, { recursive: true }));

  it('are found by person and number, whatever the format', async () => {
    const [same, different] = firstItems(
      await locatePairs(images, parsePairs('1\nAda_Li 1 2\nAda_Li 2 Bo 12')),
      2,
    );
    expect(same).toEqual({
      a: at('Ada_Li/Ada_Li_0001.jpg'),
      b: at('Ada_Li/Ada_Li_0002.png'),
      same: true,
      fold: 0,
    });
    expect(different.b).toBe(at('Bo/Bo_0012.JPG'));
  });

  it('are refused by name where one is missing', async () => {
    const refused = (text: string) => locatePairs(images, parsePairs(text));
    await expect(refused('Ada_Li 1 3')).rejects.toMatchObject({
      code: 'path-missing',
      message: expect.stringContaining('Ada_Li_0003'),
    });
    await expect(refused('Cy 1 3')).rejects.toMatchObject({ code: 'path-missing' });
  });
});
