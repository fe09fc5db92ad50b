import { describe, expect, it } from 'vitest';
import { parseVideoPairs } from './video-pairs.ts';

describe('a pairs list of videos', () => {
  const pairs = [
    { a: 'Ada_Li/0', b: 'Ada_Li/2', same: true, fold: 0 },
    { a: 'Ada_Li/1', b: 'Bo/0', same: false, fold: 1 },
  ];

  it('is read as YouTube Faces has it, heading, byte order mark and Windows line ends included', () => {
    const text =
      '\uFEFFsplit number, first name, second name, is same\r\n1, Ada_Li/0, Ada_Li/2, 1\r\n3 ,Ada_Li/1,Bo/0,0\r\n';
    expect(parseVideoPairs(text)).toEqual(pairs);
  });

  it('is read parted by blanks, without a heading', () => {
    expect(parseVideoPairs('1 Ada_Li/0 Ada_Li/2 1\n\n2\tAda_Li/1  Bo/0 0')).toEqual(pairs);
  });

  it('is one fold without numbers of splits', () => {
    const one = pairs.map((pair) => ({ ...pair, fold: 0 }));
    expect(parseVideoPairs('first second same\nAda_Li/0 Ada_Li/2 1\nAda_Li/1 Bo/0 0')).toEqual(one);
    expect(parseVideoPairs('Ada_Li/0, Ada_Li/2, 1\nAda_Li/1, Bo/0, 0')).toEqual(one);
  });

  it('has names with blanks where commas part the fields', () => {
    expect(parseVideoPairs('1, Ada Li/clip 1, Ada Li/clip 2, 1')[0]).toMatchObject({
      a: 'Ada Li/clip 1',
      b: 'Ada Li/clip 2',
    });
  });

  it.each([
    ['', /is empty/],
    ['split, first name, second name, is same', /is empty/],
    ['1, A/0, A/1, 1\n1, A/0, B/1', /line 2.*3 fields/],
    ['1, A/0, A/1, 1\n\nx, A/0, B/1, 0', /line 3.*it takes/],
    ['1, A/0, A/1, yes', /line 1.*it takes/],
    ['1, A/0, A/1, toString', /line 1.*it takes/],
    ['A/0 A/1', /line 1.*it takes/],
    ['1, A/0, A/1, 1, 7', /line 1.*it takes/],
    ['1, A, A/1, 1', /line 1.*not "A"/],
    ['1, A/0, A/1/2, 1', /line 1.*not "A\/1\/2"/],
    ['1, A/0, ../A, 1', /line 1.*not "\.\.\/A"/],
    ['1, A/0, A/..\\B, 1', /line 1.*a video is named/],
    ['1, A/0, A/, 1', /line 1.*not "A\/"/],
    ['1, A/0, A/1, 0', /line 1.*two people/],
    ['1, A/0, B/1, 1', /line 1.*one person/],
  ])('is refused: %j', (text, message) => {
    expect(() => parseVideoPairs(text)).toThrow(message);
    expect(() => parseVideoPairs(text)).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
