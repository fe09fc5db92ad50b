import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, runJson } from '../../../cli/test-program.ts';
import { needs, testFile } from '../../../common/test-data.ts';
import { makeFrames } from '../../datasets/test-frames.ts';

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'familiar-evaluate-'));
});
afterAll(() => rmSync(cache, { recursive: true }));

const evaluate = async (...args: string[]): Promise<Record<string, unknown>> =>
  runJson('evaluate', ...args, '--device', 'cpu', '--cache', cache);

describe('familiar evaluate', () => {
  beforeEach(needs('faces'));

  it(
    'detection finds at least 42 of the 43 marked faces, and nothing else',
    { timeout: 120_000 },
    async () => {
      const files = ['training.xml', 'testing.xml'].map((name) => testFile('faces', 'boxes', name));
      const report = await evaluate('detection', '--boxes', ...files);
      expect(Object.keys(report)).toEqual(['photos', 'boxes', 'recall', 'precision', 'averagePrecision']);
      expect(report).toMatchObject({ photos: 9, boxes: 43, precision: 1 });
      expect(report.recall).toBeGreaterThanOrEqual(42 / 43);
    },
  );

  it('clustering tells at one distance, and at the best of many', { timeout: 120_000 }, async () => {
    const images = testFile('faces', 'family', 'people');
    const at = await evaluate('clustering', '--images', images, '--distance', '0.35');
    expect(Object.keys(at)).toEqual(['faces', 'people', 'distance', 'clusters', 'bcubed', 'pairwise']);
    expect(at).toMatchObject({ faces: 18, people: 8, distance: 0.35 });

    const page = join(cache, 'clustering.html');
    const swept = await evaluate('clustering', '--images', images, '--sweep', '--report', page);
    expect(readFileSync(page, 'utf8')).toContain('<h1>Clustering</h1>');
    expect(Object.keys(swept)).toEqual(['faces', 'people', 'best', 'curve', 'baselines']);
    expect(swept.baselines).toMatchObject({
      'chinese-whispers': { distance: expect.any(Number), bcubed: { f: expect.any(Number) } },
      dbscan: { distance: expect.any(Number), bcubed: { f: expect.any(Number) } },
    });
  });

  it('identification names the people of a family', { timeout: 120_000 }, async () => {
    const images = testFile('faces', 'family', 'people');
    const report = await evaluate('identification', '--images', images);
    expect(report).toMatchObject({ faces: 18, people: 8, probes: 16, missed: [] });
    expect(report.rank1).toBeGreaterThanOrEqual(15 / 16);
  });

  it('scratch trains a small network, the same way for the same seed', { timeout: 240_000 }, async () => {
    const images = testFile('faces', 'lfw');
    const small = ['--people', '4', '--photos', '6', '--side', '32', '--width', '0.05', '--steps', '2'];
    const again = async () => {
      const common = ['--images', images, '--cache', cache, '--json'];
      const { stdout } = await runCommand('evaluate', 'scratch', ...small, ...common);
      const { curve, ...report } = JSON.parse(stdout) as { curve: Record<string, unknown>[] };
      return { report, curve: curve.map(({ seconds: _s, cpuSeconds: _c, ...point }) => point) };
    };
    const { report, curve } = await again();
    expect(report).toMatchObject({ network: 'nn2', people: { learnt: 4, strangers: 2 }, collapsed: null });
    expect(report).toMatchObject({ faces: { train: 16, heldOut: 8, strangers: 8 }, missed: [] });
    expect(curve.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(curve[0]).toMatchObject({ loss: null, heldOut: { pairs: { same: 4, different: 24 } } });
    expect(curve[2]).toMatchObject({ loss: expect.any(Number), strangers: { faces: 8 } });
    expect((await again()).curve).toEqual(curve);
  });

  it('calibration tells a distance for each rate', { timeout: 120_000 }, async () => {
    const images = testFile('faces', 'family', 'people');
    const report = await evaluate('calibration', '--images', images);
    expect(Object.keys(report)).toEqual(['faces', 'people', 'pairs', 'points', 'missed', 'seconds']);
    // Eight people are too few for all but the first rate.
    expect(report).toMatchObject({ faces: 18, people: 8, pairs: { different: 139, same: 14 } });
    const points = report.points as { far: number; distance: number; accepted: number; val: number }[];
    expect(points.map(({ far }) => far)).toEqual([0.01, 0.001, 0.0001, 0.00001]);
    expect(points[0]!.distance).toBeGreaterThan(0.25);
    expect(points[0]!.val).toBeGreaterThan(0.9);
    expect(points.slice(1)).toEqual(
      [0.001, 0.0001, 0.00001].map((far) => ({ far, distance: 0, accepted: 0, val: 0 })),
    );
  });

  it('verification has the protocol’s figures', { timeout: 120_000 }, async () => {
    const pairs = join(cache, 'pairs.txt');
    writeFileSync(
      pairs,
      '2\nAbel_Pacheco 1 4\nAkhmed_Zakayev 1 3\nAbel_Pacheco 1 Akhmed_Zakayev 1\nAbel_Pacheco 4 Akhmed_Zakayev 3',
    );
    const page = join(cache, 'verification.html');
    const images = testFile('faces', 'lfw');
    const report = await evaluate('verification', '--images', images, '--pairs', pairs, '--report', page);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<h1>Verification</h1>');
    expect(html.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(8);
    const names = 'pairs photos missed accuracy accuracyStd accuracyFound threshold auc valAtFar seconds';
    expect(Object.keys(report)).toEqual(names.split(' '));
    expect(Object.keys(report.valAtFar as object)).toEqual(['0.01', '0.001', '0.0001']);
  });

  it('video has the protocol’s figures', { timeout: 120_000 }, async () => {
    const images = join(cache, 'videos');
    for (const person of ['Abel_Pacheco', 'Akhmed_Zakayev']) {
      for (const number of [1, 3]) {
        const photo = testFile('faces', 'lfw', person, `${person}_000${number}.jpg`);
        await makeFrames(join(images, person, String(number)), [photo], 2, number);
      }
    }
    const splits = join(cache, 'splits.txt');
    const lines = [
      '1, Abel_Pacheco/1, Abel_Pacheco/3, 1\n1, Abel_Pacheco/1, Akhmed_Zakayev/1, 0',
      '2, Akhmed_Zakayev/1, Akhmed_Zakayev/3, 1\n2, Abel_Pacheco/3, Akhmed_Zakayev/3, 0',
    ];
    writeFileSync(splits, lines.join('\n'));
    const report = await evaluate('video', '--images', images, '--pairs', splits);
    const names =
      'pairs videos frames missed framesMissed accuracy accuracyStd accuracyFound threshold auc valAtFar seconds';
    expect(Object.keys(report)).toEqual(names.split(' '));
    expect(report).toMatchObject({ pairs: 4, videos: 4, frames: 8, missed: [], accuracy: 1 });
  });

  it('says that a report cannot be written before it looks at a photo', async () => {
    const [images, page] = [join(cache, 'none'), join(cache, 'nowhere', 'page.html')];
    const options = ['--images', images, '--sweep', '--cache', cache, '--report', page];
    expect(await runCommand('evaluate', 'clustering', ...options)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `familiar: ${page}: its folder is not there (path-missing)\n`,
    });
  });
});
