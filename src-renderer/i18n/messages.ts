import { IntlMessageFormat } from 'intl-messageformat';
import { currentLanguage } from './language.ts';
import type { MessageKey } from './language.ts';
import type { MessageParameters } from './message-parameters.ts';

export type { MessageKey } from './language.ts';

type ParametersOf<Key> = Key extends keyof MessageParameters ? [MessageParameters[Key]] : [];

/** Keys that come in two: `….named` takes a name, `….unnamed` stands where there is none. */
type NamedKey = { [Key in MessageKey]: Key extends `${infer Base}.named` ? Base : never }[MessageKey];

/** Number formats that messages use by name, as in `{distance, number, distance}`. */
const formats = {
  number: {
    distance: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
    percent: { style: 'percent', maximumFractionDigits: 0 },
    tenths: { maximumFractionDigits: 1 },
    tenthsPercent: { style: 'percent', maximumFractionDigits: 1 },
  },
} as const;

const parsed = new Map<string, IntlMessageFormat>();

function format(key: MessageKey, parameters: Record<string, string | number> | undefined): string {
  const { locale, messages } = currentLanguage();
  const id = `${locale} ${key}`;
  let message = parsed.get(id);
  if (message === undefined) {
    message = new IntlMessageFormat(messages[key], locale, formats, { ignoreTag: true });
    parsed.set(id, message);
  }
  return String(message.format(parameters));
}

/** The text of a message in the language in use. */
export function t<Key extends MessageKey>(key: Key, ...[parameters]: ParametersOf<Key>): string {
  return format(key, parameters);
}

/** The message `key.named` of somebody with a name, or `key.unnamed`, which says it without one. */
export function named<Key extends NamedKey>(
  key: Key,
  name: string | null,
  ...[parameters]: ParametersOf<`${Key}.unnamed`>
): string {
  const rest = parameters as Record<string, string | number> | undefined;
  return name === null
    ? format(`${key}.unnamed` as MessageKey, rest)
    : format(`${key}.named` as MessageKey, { ...rest, name });
}
