import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const here = new URL('./', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, here), 'utf8');

/** The points of Electron's security checklist that no other test covers; see the README in this folder. */
describe('of Electron’s security checklist', () => {
  it('15: nothing is opened outside of the app', () => {
    const sources = readdirSync(here).filter((name) => /^(?!.*\.test\.).*\.c?ts$/.test(name));
    expect(sources).toContain('main.ts');
    for (const name of sources) expect(read(name)).not.toMatch(/\bshell\b\s*[,.}]|openExternal/);
  });

  it('16: Electron’s version is pinned', () => {
    expect(packageJson.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('19: packages are built with the fuses that close Node to others', () => {
    const [, fuses] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(read('../../electron-builder.yml')) ?? [];
    expect(fuses!.split('\n').filter((line) => /^ {2}\w/.test(line))).toEqual([
      '  runAsNode: false',
      '  enableNodeOptionsEnvironmentVariable: false',
      '  enableNodeCliInspectArguments: false',
      '  enableEmbeddedAsarIntegrityValidation: true',
      '  onlyLoadAppFromAsar: true',
      '  grantFileProtocolExtraPrivileges: false',
      '  enableCookieEncryption: false',
    ]);
  });

  it('every point stands in the table, with its test', () => {
    const rows = read('README.md').match(/^\| \d+\. .*$/gm) ?? [];
    expect(rows.map((row) => Number.parseInt(row.slice(2)))).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    for (const row of rows) expect(row).toMatch(/`[\w./-]+(test|spec)\.ts`/);
  });
});
