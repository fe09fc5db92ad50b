import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const components = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);

/** Names of files and folders come from outside, as they are. Names of people are kept without what nobody sees. */
const fromOutside = /\.path\b|\bpath\b|photo\??\.name|\.directory\b|\.subject\b|\balbum\b|\bcrumb\b/;

/** Text that a component shows or has read out: text nodes, and attributes with text. */
function shownBy(markup: string): string[] {
  const texts = [...markup.matchAll(/[>\s}]\{([^#/:@{}][^{}]*)\}/g)];
  const attributes = [...markup.matchAll(/\b(?:alt|title|label|aria-label|hint)=\{([^{}]*)\}/g)];
  const others = [...markup.matchAll(/\b([a-z-]+)=\{([^{}]*)\}/gi)].map(([, , value]) => value);
  const shown = [...texts, ...attributes].map(([, value]) => value!);
  const inAttributes = new Set(others);
  const inLabels = new Set(attributes.map(([, value]) => value));
  return shown.filter((value) => inLabels.has(value) || !inAttributes.has(value));
}

const markupOf = (source: string): string =>
  source
    .replace(/<script[^]*?<\/script>|<style[^]*?<\/style>/g, '')
    // Blocks such as each show nothing by themselves.
    .replace(/\{[#:@](?:[^{}]|\{[^{}]*\})*\}/g, '');

const isPlain = (expression: string): boolean =>
  !/^hintOf\(/.test(expression) &&
  fromOutside.test(
    expression
      .replace(/\b\w+: /g, '')
      .replace(/visibleText\((?:[^()]|\([^()]*\))*\)/g, '')
      .replace(/'[^']*'/g, ''),
  );

it('shows names of files and folders with what would steer or hide in them written out', () => {
  const plain = components.flatMap((path) =>
    shownBy(markupOf(readFileSync(join(folder, path), 'utf8')))
      .filter(isPlain)
      .map((expression) => `${path}: ${expression}`),
  );
  expect(plain).toEqual([]);
});

it('finds such a name where it stands plainly', () => {
  const found = (markup: string) => shownBy(markup).filter(isPlain);
  expect(found('<p>{photo.name}</p>')).toEqual(['photo.name']);
  expect(found('<img alt={photo.name} src={url(photo.path)} />')).toEqual(['photo.name']);
  expect(found('<p title={hint}><bdi>{visibleText(photo.path)}</bdi></p>')).toEqual([]);
  expect(
    found('{#each folders as folder (folder.path)}<Row onlook={() => look(folder.path)} />{/each}'),
  ).toEqual([]);
});
