import { describe, expect, it } from 'vitest';
import { dateInName, orderOf, readDate } from './dates.ts';

describe('dates', () => {
  it.each([
    ['2004:07:19 13:05:59', '2004-07-19T13:05:59', null],
    ['1965-07-04T12:30+02:00', '1965-07-04T12:30:00', 120],
    ['1965-07-04T12:30:15.25Z', '1965-07-04T12:30:15', 0],
    ['19650704', '1965-07-04', null],
    ['19650704 123015-0330', '1965-07-04T12:30:15', -210],
    ['1965:00:00 00:00:00', '1965', null],
    ['1965:07:00 00:00:00', '1965-07', null],
    ['1965:  :     :  :  ', '1965', null],
    ['1965', '1965', null],
    ['1965-07', '1965-07', null],
    ['19650000', '1965', null],
  ])('are read as they are written, %s', (text, takenAt, offset) => {
    expect(readDate(text)).toEqual({ takenAt, offset });
  });

  it.each([
    '',
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2004:13:01 00:00:00',
    '2004:02:30 00:00:00',
    'yesterday',
    '0165-01-01',
  ])('are none where they make no sense, %j', (text) => expect(readDate(text)).toBeNull());

  it.each([
    ['IMG_20190704_130559.jpg', '2019-07-04T13:05:59'],
    ['IMG_20190704_130559123.jpg', '2019-07-04T13:05:59'],
    ['PXL_20210102_030405678.jpg', '2021-01-02T03:04:05'],
    ['IMG-20190704-WA0001.jpg', '2019-07-04'],
    ['2019-07-04 13.05.59.jpg', '2019-07-04T13:05:59'],
    ['WhatsApp Image 2019-07-04 at 13.05.59.jpeg', '2019-07-04T13:05:59'],
    ['Scan 1965-07-04.jpg', '1965-07-04'],
    ['Scan 1965-07.tif', '1965-07'],
    ['Scan 1965-001.tif', '1965'],
    ['scan_1965.jpg', '1965'],
    ['Old scans 1952 Garden.jpg', '1952'],
    ['1965-07 Garden.jpg', '1965-07'],
    ['1965 Garden.jpg', '1965'],
    ['1965_0012.jpg', '1965'],
    ['IMG_1965.jpg', null],
    ['DSC_2019.jpg', null],
    ['DSCN1950.jpg', null],
    ['1965.jpg', null],
    ['20191332.jpg', null],
    ['photo.jpg', null],
    ['3021-01-01.jpg', null],
  ])('are read from names of files, and no counters are, %s', (name, takenAt) => {
    expect(dateInName(name)?.takenAt ?? null).toBe(takenAt);
  });

  it('are sorted by instant, across zones and before 1970', () => {
    const order = (takenAt: string, offset: number | null) => orderOf({ takenAt, offset });
    expect(order('2020-01-01T12:00:00', 540)).toBe(Date.UTC(2020, 0, 1, 3) / 1000);
    expect(order('2020-01-01T12:00:00', 540)).toBeLessThan(order('2020-01-01T04:00:00', 0));
    expect(order('1965', null)).toBeLessThan(order('1965-07', null));
    expect(order('1912-03-04T05:06:07', 0)).toBe(Date.UTC(1912, 2, 4, 5, 6, 7) / 1000);
  });
});
