import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs, testFile } from '../../common/test-data.ts';
import { readFiles } from './file-outcomes.ts';
import { formatFiles, reportFiles } from './file-report.ts';

it('counts what becomes of files and goes on after one that takes too long', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-files-'));
  try {
    const paths = ['empty.jpg', 'film-scan.exr', 'text.png'].map((name) => join(folder, name));
    for (const [i, content] of ['', 'v/1\x01', 'no photo'].entries()) {
      writeFileSync(paths[i]!, content, 'latin1');
    }
    const report = await reportFiles(readFiles(paths, 60));
    expect(report).toMatchObject({
      files: 3,
      kinds: { unknown: { files: 2, decoded: 0 }, OpenEXR: { files: 1, decoded: 0 } },
      outcomes: { 'photo-damaged': 2, 'photo-unsupported': 1 },
      reasons: { 'the file is empty': 1, 'OpenEXR files cannot be read yet': 1 },
      crashes: [],
      hangs: [],
    });
    expect(formatFiles(report)).toContain('3 files, 0 crashes, 0 hangs');
    expect((await reportFiles(readFiles(paths.slice(0, 2), 0))).hangs).toEqual(paths.slice(0, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('damaged and hostile files', () => {
  it('end no process and hang none (a sample)', { timeout: 120_000 }, async (context) => {
    needs('photos')(context);
    const every = 12;
    const paths = ['fuzzed', 'heif-fuzz', 'hostile'].flatMap((kind) => {
      const folder = testFile('photos', kind);
      return readdirSync(folder)
        .filter((_, i) => i % every === 0)
        .map((name) => join(folder, name));
    });
    const { files, outcomes, crashes, hangs } = await reportFiles(readFiles(paths, 30));
    expect({ crashes, hangs }).toEqual({ crashes: [], hangs: [] });
    const expected = ['decoded', 'photo-damaged', 'photo-unsupported', 'photo-too-large'];
    expect(Object.keys(outcomes).filter((outcome) => !expected.includes(outcome))).toEqual([]);
    expect(files).toBeGreaterThan(30);
  });
});
