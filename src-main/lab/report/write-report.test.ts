import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertReportWritable, writeReport } from './write-report.ts';

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-report-'));
  mkdirSync(at('folder.html'));
  writeFileSync(at('photo.jpg'), 'a photo');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a report', () => {
  it('is written, over an older one as well', async () => {
    await writeReport(at('page.html'), 'one');
    await writeReport(at('page.html'), 'two');
    expect(readFileSync(at('page.html'), 'utf8')).toBe('two');
  });

  it('leaves nothing behind where it is only asked whether it can be', async () => {
    await assertReportWritable(at('later.htm'));
    expect(readdirSync(folder)).not.toContain('later.htm');
  });

  it.each([
    ['nowhere/page.html', 'path-missing', /its folder is not there/],
    ['photo.jpg/page.html', 'path-missing', /its folder is not there/],
    ['folder.html', 'bad-request', /not a file/],
    ['photo.jpg', 'bad-request', /has to end in \.html/],
  ])('is refused at %s: %s', async (name, code, message) => {
    const refused = { code, message: expect.stringMatching(message) };
    await expect(assertReportWritable(at(name))).rejects.toMatchObject(refused);
    await expect(writeReport(at(name), 'page')).rejects.toMatchObject(refused);
    expect(readFileSync(at('photo.jpg'), 'utf8')).toBe('a photo');
  });

  it.runIf(process.platform === 'linux')('is refused where the system forbids it', async () => {
    await expect(writeReport('/proc/familiar.html', 'page')).rejects.toMatchObject({
      message: expect.stringContaining('/proc/familiar.html'),
    });
  });
});
