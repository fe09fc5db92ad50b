import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { evaluateVerification, foldPairs } from '../protocols/verification.ts';
import type { VideoResult } from '../protocols/verify-videos.ts';
import type { VerificationResult } from '../protocols/verify-photos.ts';
import { photoReport } from './photo-report.ts';
import { elementsOf, faultsOf } from './test-page.ts';
import { videoReport } from './video-report.ts';

const hostile = `<img src=x onerror=alert(1)> "&' <script>`;
const context = {
  images: `/photos/${hostile}`,
  pairs: '/photos/<script>alert(2).txt',
  device: 'cpu' as const,
  seconds: 3,
  made: new Date('2026-01-02T03:04:05Z'),
};
const face = { box: { x: 0.2, y: 0.2, width: 0.6, height: 0.6 }, score: 0.9, vector: new Float32Array(128) };

let folder: string;
let photos: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-page-'));
  const names = [hostile, 'Ada_Li'];
  photos = names.map((name) => join(folder, name, `${name}_0001.jpg`));
  for (const [i, photo] of photos.entries()) {
    mkdirSync(join(photo, '..'));
    const noise = Buffer.from(Array.from({ length: 300 * 300 * 3 }, bytes(i)));
    await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg({ quality: 95 })
      .toFile(photo);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Noise, which no encoder makes small. */
const bytes = (seed: number) => {
  const random = seededRandom(seed);
  return () => Math.floor(random() * 256);
};

/** A made-up evaluation of pairs of the two photos. */
function result(distances: { same: boolean; distance: number | null }[]): VerificationResult {
  const [a, b] = firstItems(photos, 2);
  const { pairs: scored, folds } = foldPairs(distances.map((pair) => ({ ...pair, a, b, fold: 0 })));
  return {
    ...evaluateVerification(scored),
    photos: 2,
    missed: [],
    failed: [],
    folds,
    scored,
    central: new Map(photos.map((path) => [path, face])),
  };
}

/** Pairs of both kinds that overlap, the less the further they are apart in the mean. */
function overlapping(count: number, apart = 0.2) {
  const random = seededRandom(9);
  return Array.from({ length: count }, (_, i) => {
    const same = i % 2 === 0;
    return { same, distance: 0.1 + (same ? 0 : apart) + random() * 0.4 };
  });
}

describe('the report on verification', () => {
  it('is a whole page without faults, whatever folders are called', async () => {
    const page = await photoReport(result(overlapping(200)), context);
    expect(faultsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<img src=x|<script/);
    expect(page).toContain('<bdi>&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39; &lt;script&gt;</bdi>');
    expect(page).toContain('alt="&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39; &lt;script&gt;, 0001"');
    expect(page).toContain('<bdi>&lt;script&gt;alert(2).txt</bdi>');
  });

  it('tells the figures of the evaluation, and of FaceNet beside them', async () => {
    const figures = result(overlapping(200));
    const page = await photoReport(figures, context);
    const shown = [
      `${(100 * figures.accuracy).toFixed(2)} %`,
      figures.auc.toFixed(5),
      figures.threshold.toFixed(3),
      ...Object.values(figures.valAtFar).map(({ val }) => `${(100 * val).toFixed(2)} %`),
      ...['99.63 ± 0.09', '98.87 ± 0.15', '87.9 ± 1.9', '1.242', '2026-01-02 03:04 UTC'],
    ];
    for (const text of shown) expect(page).toContain(text);
    expect(page).not.toContain(folder);
  });

  it('does not call the pipeline of others ours', async () => {
    const page = await photoReport(result(overlapping(200)), { ...context, other: 'face-api' });
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain('face-api judges');
    expect(page).toContain('face-api, these pairs');
    expect(page).not.toMatch(/Familiar judges|dlib-resnet|version \d/);
  });

  it('stays below 3 MB however much is wrong', { timeout: 60_000 }, async () => {
    const all = result([...overlapping(2000, 0.1), { same: true, distance: null }]);
    const missed = Array.from({ length: 100 }, (_, i) => photos[i % 2]!);
    const page = await photoReport({ ...all, missed }, context);
    expect(faultsOf(page)).toEqual([]);
    expect(elementsOf(page).filter(({ name }) => name === 'img')).toHaveLength(2 * 2 * 24 + 24);
    expect(Buffer.byteLength(page)).toBeLessThan(3e6);
  });

  it('is drawn where nothing is wrong, and where no photo can be read any more', async () => {
    const apart = overlapping(40).map((pair) => ({ ...pair, distance: pair.same ? 0.2 : 0.6 }));
    const right = await photoReport(result(apart), context);
    expect(faultsOf(right)).toEqual([]);
    expect(right).toContain('Right, but only just');

    const gone = result(apart);
    const scored = gone.scored.map((pair) => ({ ...pair, a: '/gone/Ada_0001.jpg', b: '/gone/Ada_0002.jpg' }));
    const page = await photoReport({ ...gone, scored }, context);
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain('cannot be shown');
  });
});

describe('the report on videos', () => {
  it('shows a frame of each, and the figures of YouTube Faces', async () => {
    const videos = ['Ada_Li/0', `${hostile}/1`];
    const { scored, ...figures } = result(overlapping(60));
    const frames = photos.map((path) => ({ path, face }));
    const all: VideoResult = {
      ...figures,
      videos: 3,
      frames: 4,
      framesMissed: 1,
      missed: ['Bo/2'],
      scored: scored.map((pair) => ({ ...pair, a: videos[0]!, b: videos[1]! })),
      found: new Map([...videos.map((name): [string, typeof frames] => [name, frames]), ['Bo/2', []]]),
      firstFrames: new Map([...videos, 'Bo/2'].map((name) => [name, photos[0]!])),
    };
    const page = await videoReport(all, context);
    expect(faultsOf(page)).toEqual([]);
    for (const text of ['95.12 ± 0.39', 'YouTube Faces', '1 frame had none', 'Ada Li']) {
      expect(page).toContain(text);
    }
    expect(page).not.toMatch(/<img src=x/);
  });
});
