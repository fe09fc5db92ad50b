import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { heicInOnePiece } from '../../photos/heic/test-heic.ts';
import { samplePhotos } from '../../services/imports/samples.ts';

const program = fileURLToPath(new URL('./test-closing.ts', import.meta.url));

// A hundredth of a second is over while the networks are loaded or run: on a busy machine, 20 seconds are as well.
it.each([20, 0.01])(
  'closes during its work without ending the process, within %d s',
  { timeout: 120_000 },
  async (seconds) => {
    const folder = mkdtempSync(join(tmpdir(), 'familiar-closing-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const heic = join(folder, 'large.heic');
    writeFileSync(heic, heicInOnePiece());
    const photos = Array.from({ length: 3 }, () => [heic, ...samplePhotos()]).flat();
    const child = spawn(process.execPath, [program, String(seconds), ...photos], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [status, signal] = await once(child, 'exit');
    const [stdout, stderr] = await output;
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
    const underWay = stdout.trim().split(/\s+/).map(Number);
    expect(underWay).toHaveLength(10);
    for (const count of underWay) expect(count).toBeGreaterThan(0);
  },
);
