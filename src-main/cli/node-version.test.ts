import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('an older Node is told what is needed, before anything else is loaded', () => {
  const older = "Object.defineProperty(process.versions, 'node', { value: '20.19.0' })";
  const program = fileURLToPath(new URL('./main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(older)}`, program, '--version'],
    { encoding: 'utf8' },
  );
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/Node 20\.19\.0, and Node 24 or later is needed/);
});
