import english from './messages/en.json' with { type: 'json' };
import { setLanguage } from './language.ts';
import type { Messages } from './language.ts';

/** English comes with the page; another language is fetched when it is chosen. */
const others = import.meta.glob<Messages>(['./messages/*.json', '!./messages/en.json'], {
  import: 'default',
});

/** ISO 639 codes of the languages that `messages/` has a file for. */
export const languages: readonly string[] = [
  'en',
  ...Object.keys(others).map((file) => file.replace(/^.*\/|\.json$/g, '')),
];

const languageOf = (tag: string): string => tag.replace(/-.*/, '');

/** The language that comes first among the preferred ones; English where none of them is there. */
export const preferredLanguage = (preferred: readonly string[]): string =>
  preferred.map(languageOf).find((code) => languages.includes(code)) ?? 'en';

/** Shows the page in a language. @param preferred the system's languages as BCP 47 tags, for the region */
export async function useLanguage(code: string, preferred: readonly string[]): Promise<void> {
  const load = others[`./messages/${code}.json`];
  const locale = preferred.find((tag) => languageOf(tag) === code) ?? code;
  setLanguage({ code, locale, messages: load === undefined ? english : await load() });
}
