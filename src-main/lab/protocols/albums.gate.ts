import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { needs, testFile } from '../../common/test-data.ts';
import { bestEmbedder } from '../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../services/model-session/grouping.ts';
import { listAlbumSets, recogniseSets } from '../datasets/album-sets.ts';
import { evaluateAlbums } from './albums.ts';

/**
 * Minimum B-cubed F on albums at the distance that a library chooses by itself, a little below the measured values.
 * Takes about three minutes on two cores: FAMILIAR_GATES=1 asks for it. With exact neighbours the mixed set reaches 0.868
 * at the distance chosen (0.58), and 0.918 at the best one. With approximate neighbours it reached 0.892: the choice of
 * the distance has to be fitted again, and this bound raised to 0.875 or more.
 */
const least: Record<string, number> = { black: 0.95, eastasian: 0.94, southasian: 0.76, mixed: 0.86 };
/** Greatest number of photos of a person; more would take longer and change little. */
const photosEach = 25;
/** Greatest deficit in F to the best baseline, each baseline at its best distance. */
const mostBehind = 0.02;

const cache = mkdtempSync(join(tmpdir(), 'familiar-album-gates-'));
afterAll(() => rmSync(cache, { recursive: true }));

describe('grouping of albums', () => {
  beforeEach(needs('faces'));
  beforeEach((test) => {
    test.skip(!process.env.FAMILIAR_GATES, 'takes three minutes; FAMILIAR_GATES=1 asks for it');
  });

  it('finds the people of each set, and of all mixed', async () => {
    const sets = (await listAlbumSets(testFile('faces', 'albums')))
      .filter(({ name }) => name in least)
      .map(({ name, people }) => ({
        name,
        people: people.map(({ person, paths }) => ({ person, paths: paths.slice(0, photosEach) })),
      }));
    const { sets: recognised } = await recogniseSets(sets, { device: 'cpu', cache });
    const modelId = bestEmbedder().id;
    const usual = builtInDistance(modelId, defaultGrouping.distance);
    const grouping = { modelId, measure: builtInMeasureOf(modelId), usual };
    const report = evaluateAlbums(recognised, grouping);
    const ahead = [...report.sets, report.mixed].map(({ name, start, best, baselines }) => {
      const other = Math.max(...Object.values(baselines).map(({ bcubed }) => bcubed.f));
      console.log(
        `${name}: B-cubed F ${start.bcubed.f} at ${start.distance}, best ${best.bcubed.f}, others ${other}`,
      );
      expect(start.bcubed.f, name).toBeGreaterThanOrEqual(least[name]!);
      return start.bcubed.f - other;
    });
    expect(ahead.reduce((sum, each) => sum + each, 0) / ahead.length).toBeGreaterThanOrEqual(-mostBehind);
  });
});
