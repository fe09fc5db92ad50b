import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { normalise } from '../../common/vectors.ts';
import type { LabelledPhotos } from '../recognition/labelled-photos.ts';
import { sweepDistances } from '../protocols/sweep.ts';
import { clusterAt } from '../../metrics/grouping.ts';
import { clusteringReport } from './clustering-report.ts';
import { faultsOf } from './test-page.ts';

const context = { images: '/lfw', device: 'cpu' as const, seconds: 1, made: new Date(0) };

/** Faces around a direction for each person; two of the people are near each other. */
function madeUp(spread: number): LabelledPhotos {
  const random = seededRandom(3);
  const people = Uint32Array.from({ length: 40 }, (_, i) => i % 5);
  const vectors = new Float32Array(people.length * 128);
  people.forEach((person, i) => {
    const around = Float32Array.from(
      { length: 128 },
      (_, k) => (random() - 0.5) * spread + Number(k === person),
    );
    if (person === 4) around[3]! += 1;
    vectors.set(normalise(around), i * 128);
  });
  const place = (person: number, i: number) => ({
    path: `/lfw/<b>P${person}</b>/${i}.jpg`.replace('</', '<|'),
    box: { x: 0, y: 0, width: 1, height: 1 },
  });
  return { vectors, people, peopleCount: 5, missed: [], failed: [], places: [...people].map(place) };
}

describe('the report on clustering', () => {
  it('has the curves, the baselines and the mistakes of a sweep', async () => {
    const photos = madeUp(0.6);
    const sweep = sweepDistances(photos);
    const page = await clusteringReport(photos, sweep, context);
    expect(faultsOf(page)).toEqual([]);
    const { best, baselines } = sweep;
    for (const { distance, bcubed } of [best, ...Object.values(baselines)]) {
      expect(page).toContain(bcubed.f.toFixed(4));
      expect(page).toContain(String(distance));
    }
    for (const text of ['Chinese whispers', 'DBSCAN', '93.07', 'By distance']) expect(page).toContain(text);
    expect(best.bcubed.f).toBeLessThan(1);
    expect(page).toContain('&lt;b&gt;P');
    expect(page).not.toContain('<b>P');
  });

  it('stays below 3 MB however much is wrong', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'familiar-groups-'));
    const path = join(folder, 'noise.png');
    const random = seededRandom(1);
    const noise = Uint8Array.from({ length: 200 * 200 * 3 }, () => random() * 256);
    await sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
      .png()
      .toFile(path);

    // Ten groups, each of five faces of each of ten people.
    const people = Uint32Array.from({ length: 500 }, (_, i) => Math.floor(i / 50));
    const vectors = new Float32Array(people.length * 128);
    people.forEach((_, i) => {
      vectors[i * 128 + (Math.floor(i / 5) % 10)] = 1;
    });
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const places = [...people].map(() => ({ path, box }));
    const photos = { vectors, people, peopleCount: 10, missed: [], failed: [], places };
    const [at] = firstItems(clusterAt(photos, [0.1]), 1);
    const page = await clusteringReport(photos, at, context);
    rmSync(folder, { recursive: true });
    expect(at.clusters).toBe(10);
    expect(faultsOf(page)).toEqual([]);
    expect(page.match(/src="data:/g)).toHaveLength(2 * 6 * 4 * 5);
    expect(Buffer.byteLength(page)).toBeLessThan(3e6);
  });

  it('is drawn for one distance, and where groups are people', async () => {
    const photos = madeUp(0.01);
    const [apart] = firstItems(clusterAt(photos, [0]), 1);
    const split = await clusteringReport(photos, apart, context);
    expect(faultsOf(split)).toEqual([]);
    expect(split).toContain('5 people');
    expect(split).not.toContain('By distance');

    const [right] = firstItems(clusterAt(photos, [0.3]), 1);
    expect(right.clusters).toBe(5);
    const page = await clusteringReport(photos, right, context);
    expect(faultsOf(page)).toEqual([]);
    expect(page).toMatch(/Several people in one group\s*<small>none/);
  });
});
