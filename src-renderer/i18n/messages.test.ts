import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { argumentsOf, parametersSource, pluralCategories } from './message-arguments.ts';

const folder = new URL('./messages/', import.meta.url);
const languages = readdirSync(folder).map((file) => file.replace('.json', ''));
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Record<string, string>;
const english = read('en');

/** Everything that may name a message: the page's sources but for the messages themselves and tests. */
const page = new URL('../', import.meta.url);
const sources = readdirSync(page, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(svelte|ts)$/.test(path) && !path.endsWith('.test.ts'))
  .filter((path) => !path.endsWith('message-parameters.ts'))
  .map((path) => readFileSync(new URL(path, page), 'utf8'))
  .join('\n');

/** Keys written out, and patterns of those put together, such as `errors.${code}`. */
function namedIn(source: string): RegExp[] {
  const literals = [...source.matchAll(/'([\w.-]+)'/g)].map(([, key = '']) => key);
  const templates = [...source.matchAll(/`([\w.-]*\$\{[^`]*?\}[\w.${}()?:' -]*)`/g)].map(
    ([, key = '']) => key,
  );
  const pattern = (key: string): RegExp =>
    new RegExp(
      `^${key
        .replaceAll(/\$\{[^}]*\}/g, '§')
        .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
        .replace(/^§/, '[\\w.-]+')
        .replaceAll('§', '[\\w-]+')}(\\.named|\\.unnamed)?$`,
    );
  return [...new Set([...literals, ...templates])].filter((key) => /^[\w.${]/.test(key)).map(pattern);
}

test.each(languages)('%s has every message and no other', (language) => {
  expect(Object.keys(read(language)).toSorted()).toEqual(Object.keys(english).toSorted());
});

test.each(languages)('messages of %s take the parameters of the English ones', (language) => {
  const taken = (messages: Record<string, string>) =>
    Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, argumentsOf(message)]));
  expect(taken(read(language))).toEqual(taken(english));
});

test.each(languages)('plurals of %s have the forms of that language', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
  const wrong = Object.entries(read(language)).filter(([, message]) =>
    pluralCategories(message).some((categories) => categories.toSorted().join() !== forms.join()),
  );
  expect(wrong).toEqual([]);
});

test('the types of parameters are those of the messages', async () => {
  await expect(parametersSource(english)).toMatchFileSnapshot('./message-parameters.ts');
});

test('every message is used', () => {
  const patterns = namedIn(sources);
  expect(Object.keys(english).filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
});
