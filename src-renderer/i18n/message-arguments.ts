import { TYPE, parse } from '@formatjs/icu-messageformat-parser';
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';

/** Arguments of an ICU message with the TypeScript types of their values. */
export type Arguments = Readonly<Record<string, 'string' | 'number'>>;

/** The arguments of a message, in the order of their names. @throws where the message is no ICU message */
export function argumentsOf(message: string): Arguments {
  const found: Record<string, 'string' | 'number'> = {};
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.argument) found[element.value] ??= 'string';
      if (element.type === TYPE.number || element.type === TYPE.plural) found[element.value] = 'number';
      if (element.type === TYPE.plural) for (const { value } of Object.values(element.options)) visit(value);
      if ([TYPE.date, TYPE.time, TYPE.select, TYPE.tag].includes(element.type)) {
        throw new Error(`${message}: dates come as texts, and choices as keys of their own`);
      }
    }
  };
  visit(parse(message, { ignoreTag: true }));
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Plural categories that the plurals of a message have texts for. */
export function pluralCategories(message: string): string[][] {
  const found: string[][] = [];
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.plural) continue;
      found.push(Object.keys(element.options).filter((option) => !option.startsWith('=')));
      for (const { value } of Object.values(element.options)) visit(value);
    }
  };
  visit(parse(message, { ignoreTag: true }));
  return found;
}

const property = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : `'${name}'`);

/** Source of `message-parameters.ts`. @param messages the English messages by key */
export function parametersSource(messages: Readonly<Record<string, string>>): string {
  const members = Object.entries(messages).flatMap(([key, message]) => {
    const types = Object.entries(argumentsOf(message)).map(([name, type]) => `${name}: ${type}`);
    return types.length === 0 ? [] : [`  ${property(key)}: { ${types.join('; ')} };\n`];
  });
  return `// Made from messages/en.json by "npm run unit -- src-renderer/i18n -u".
/** Parameters of the messages that take some. */
export interface MessageParameters {
${members.join('')}}
`;
}
