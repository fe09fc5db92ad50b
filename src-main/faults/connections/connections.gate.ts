import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../../common/test-data.ts';
import { samplePhotos } from '../../services/imports/samples.ts';
import { runConnections } from './run-connections.ts';

/** Total running time of the commands in seconds. */
const seconds = 60;

it('makes no connections in a minute of import, doctor, training and serve', async (test) => {
  needs('faces')(test);
  const folder = mkdtempSync(join(tmpdir(), 'familiar-connections-'));
  try {
    const report = await runConnections(folder, seconds, samplePhotos());
    expect(report).toMatchObject({ deeds: [], failed: [] });
    const ran = Object.values(report.seconds).reduce((sum, one) => sum + one, 0);
    expect(ran).toBeGreaterThanOrEqual(seconds);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
