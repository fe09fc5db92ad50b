import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { expect, it } from 'vitest';

const page = new URL('../', import.meta.url);
const components = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);

/** Attributes that are shown or read out, in elements and in components alike. */
const shown = /^(alt|title|label|aria-label|aria-valuetext|placeholder|text|hint|summary|selectLabel)$/;

/** Texts that are the same in every language. */
const universal = new Set([
  // The form of a date that can be typed.
  '1965-07-04',
]);

interface Node {
  type: string;
  name?: string;
  data?: string;
  [key: string]: unknown;
}

/** Texts of a component's markup that are written out in it. */
function textsIn(source: string): string[] {
  const found: string[] = [];
  const note = (text: string): void => {
    if (/\p{L}{2}/u.test(text) && !universal.has(text.trim())) found.push(text.trim());
  };
  const literals = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(literals);
    const node = value as Node;
    // Arguments of a call are keys and parameters; a test is compared and not shown.
    if (node.type === 'CallExpression' || node.type === 'MemberExpression') return;
    if (node.type === 'BinaryExpression' && node['operator'] !== '+') return;
    if (node.type === 'Literal' && typeof node['value'] === 'string') note(node['value']);
    if (node.type === 'Text' && node.data !== undefined) note(node.data);
    if (node.type === 'TemplateElement') note((node['value'] as { cooked: string }).cooked);
    if (node.type === 'ConditionalExpression') return literals([node['consequent'], node['alternate']]);
    for (const [key, child] of Object.entries(node)) if (key !== 'metadata') literals(child);
  };
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) return value.forEach(visit);
    const node = value as Node;
    if (node.type === 'Text' && node.data !== undefined) note(node.data);
    if (node.type === 'ExpressionTag' || node.type === 'HtmlTag') literals(node['expression']);
    if (node.type === 'StyleDirective') return;
    if (node.type === 'Attribute') {
      if (shown.test(node.name ?? '')) literals(node['value']);
      return;
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'metadata') visit(child);
  };
  visit(parse(source, { modern: true }).fragment);
  return found;
}

it('shows nothing that is not a message', () => {
  const written = components.flatMap((path) =>
    textsIn(readFileSync(new URL(path, page), 'utf8')).map((text) => `${path}: ${text}`),
  );
  expect(written).toEqual([]);
});

it('finds texts between tags, in attributes and in expressions', () => {
  expect(textsIn('<p>Some words</p>')).toEqual(['Some words']);
  expect(textsIn('<img alt="A face" class="cover" />')).toEqual(['A face']);
  expect(textsIn("<p>{busy ? 'Looking' : t('people.none')}</p>")).toEqual(['Looking']);
  expect(textsIn('<Menu label={`More about ${name}`} />')).toEqual(['More about']);
  expect(textsIn("<p class={state === 'open' ? 'wide' : ''}>{t('people.none')} {n}</p>")).toEqual([]);
});
