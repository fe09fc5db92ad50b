import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from './run-kills.ts';

it('loses nothing to twenty kills', async (test) => {
  test.skip(!process.env.FAMILIAR_GATES, 'takes a minute; FAMILIAR_GATES=1 asks for it');
  const folder = mkdtempSync(join(tmpdir(), 'familiar-kills-'));
  try {
    const only = ['import', 'edits', 'backup', 'restore', 'switch'] as const;
    const report = await runKills(folder, { count: 20, seed: 3, only });
    expect(report.failed).toEqual([]);
    expect(report.kills).toBe(20);
    expect(report.acknowledged).toBeGreaterThan(10);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 240_000);
