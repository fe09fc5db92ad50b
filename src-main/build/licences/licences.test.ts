import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { builtInEmbedders } from '../../faces/embed/embedder.ts';
import { pipelineModels } from '../../faces/recognised.ts';
import { noticeOf } from './notices.ts';
import { shippedNotices, writeLicences } from './write.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-licences-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('every production dependency has a notice with its full licence', async () => {
  const notices = await shippedNotices();
  const names = notices.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
  expect(names).toEqual(
    expect.arrayContaining(['svelte', '@vladmandic/face-api', 'libheif-js', 'detect-libc']),
  );
  expect(names.filter((name) => /^(vitest|eslint|electron-builder)$/.test(name))).toEqual([]);
  expect(notices.filter(({ texts }) => texts.join('').length < 400).map(({ name }) => name)).toEqual([]);
});

it('notices under the LGPL or the MPL state where the source is', async () => {
  const notices = await shippedNotices();
  const copyleft = notices.filter(({ licence }) => /GPL|MPL/.test(licence));
  expect(copyleft.map(({ name }) => name)).toEqual(expect.arrayContaining(['exifreader', 'libheif-js']));
  expect(copyleft.filter(({ name }) => name.startsWith('@img/sharp-libvips'))).not.toEqual([]);
  for (const { source } of copyleft) expect(source).toMatch(/https:\/\//);
  const lgpl = copyleft.filter(({ licence }) => licence.includes('LGPL'));
  for (const { texts } of lgpl)
    expect(texts.join('')).toMatch(/LESSER GENERAL[^]*GNU GENERAL PUBLIC LICENSE/);
});

it('a package without a licence text is refused', () => {
  const standard = { apache: '', lgpl: '', gpl: '' };
  const unknown = { name: 'unknown', version: '1.0.0', licence: 'MIT', folder };
  expect(() => noticeOf(unknown, standard)).toThrow('unknown 1.0.0 (MIT) has no text of its licence');
});

it('writes all notices and a bill of materials into the folder for packages', async () => {
  const packages = await writeLicences(join(folder, 'licences'));
  const read = (name: string): string => readFileSync(join(folder, 'licences', name), 'utf8');
  const builder = readFileSync(new URL('../../../electron-builder.yml', import.meta.url), 'utf8');
  expect(builder).toContain('from: resources/licences\n');
  expect(read('NOTICES.txt').split('='.repeat(100))).toHaveLength(packages);
  const models = read('MODELS.txt');
  const told = [
    ...models.matchAll(/^([a-z0-9-]+): .*\n(?: .*\n)*? {2}Weights .*\n(?: .*\n)*? {2}Learned /gm),
  ];
  expect(told.map(([, id]) => id).sort()).toEqual(
    [...builtInEmbedders.map(({ id }) => id), ...Object.values(pipelineModels)].sort(),
  );
  for (const set of ['WIDER FACE', 'VGG Face', 'MS-Celeb-1M']) expect(models).toContain(set);
  const { bomFormat, components } = JSON.parse(read('sbom.cdx.json'));
  expect(bomFormat).toBe('CycloneDX');
  const listed = components.map(({ name }: { name: string }) => name);
  expect(new Set(listed)).toEqual(new Set((await shippedNotices()).map(({ name }) => name)));
});
