import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drawnOn, keepTerminalSafe } from './safe-output.ts';
import { runProgram } from './test-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('shows what would steer a terminal in texts, and leaves bytes and drawings as they are', () => {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
  keepTerminalSafe([stream]);
  stream.write('\x1b[2J');
  stream.write(Buffer.from('\x1b[1m'));
  drawnOn(stream).write('\x1b[K');
  expect(String(stream.read())).toBe('⟨U+001B⟩[2J\x1b[1m\x1b[K');
});

it.skipIf(process.platform === 'win32')(
  'a file’s name with line feeds makes no line of its own',
  async () => {
    const library = ['--library', join(folder, 'library')];
    const photo = join(folder, 'a\n  b.jpg: all is well (ok)\n.jpg');
    writeFileSync(photo, 'no photo');
    const written = photo.replaceAll('\n', '⟨U+000A⟩');
    const imported = await runProgram('import', photo, '--device', 'cpu', ...library);
    expect(imported.stdout).toMatch(/\n {2}\S.*⟨U\+000A⟩.*⟨U\+000A⟩\.jpg: /);
    expect(imported.stdout).toContain(`  ${written}: `);
    const missing = await runProgram('import', `${photo}.gone`, '--device', 'cpu', ...library);
    expect(missing.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(missing.stderr).toContain(written);
  },
  120_000,
);

it.skipIf(process.platform === 'win32')(
  'a file’s name does nothing to the terminal, and JSON has it exactly',
  async () => {
    const photo = join(folder, '\x1b]0;owned\x07\u202e\x9b.jpg');
    writeFileSync(photo, 'no photo');
    const args = ['import', photo, '--device', 'cpu', '--library', join(folder, 'library')];
    const told = await runProgram(...args);
    expect(told.stdout + told.stderr).toContain('⟨U+001B⟩]0;owned⟨U+0007⟩⟨U+202E⟩⟨U+009B⟩.jpg');
    // eslint-disable-next-line no-control-regex -- it is what must not be there
    expect(told.stdout + told.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);

    const json = await runProgram(...args, '--retry-failed', '--json');
    // eslint-disable-next-line no-control-regex -- it is what must not be there
    expect(json.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(JSON.parse(json.stdout).failed[0].path).toBe(photo);
  },
  120_000,
);
