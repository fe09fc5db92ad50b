import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCalls } from './run-calls.ts';

it('answers valid and invalid calls within the contract', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-calls-'));
  try {
    const report = await runCalls(folder, 2000, 7);
    expect(report.problems).toEqual([]);
    expect(report.calls).toBe(2000);
    expect(report.answers.ok).toBeGreaterThan(500);
    expect(report.answers['bad-request']).toBeGreaterThan(300);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
