import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { abandonedBatches } from './received.ts';

it('finds batches that were never imported, and clears what came in part', () => {
  const root = mkdtempSync(join(tmpdir(), 'familiar-received-'));
  const put = (path: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '');
  };
  put('2026-01-01-aa/one.jpg');
  put('2026-01-01-aa/.0123');
  put('2026-01-02-bb/.4567');
  put('.passing/89');
  expect(abandonedBatches(root)).toEqual([join(root, '2026-01-01-aa')]);
  expect(existsSync(join(root, '2026-01-01-aa/.0123'))).toBe(false);
  expect(existsSync(join(root, '2026-01-02-bb'))).toBe(false);
  expect(existsSync(join(root, '.passing/89'))).toBe(true);
  expect(abandonedBatches(join(root, 'none'))).toEqual([]);
  rmSync(root, { recursive: true });
});
