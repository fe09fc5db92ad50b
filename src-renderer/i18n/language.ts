import { createSubscriber } from 'svelte/reactivity';
import english from './messages/en.json' with { type: 'json' };

export type MessageKey = keyof typeof english;
export type Messages = Readonly<Record<MessageKey, string>>;

export interface Language {
  /** ISO 639 code: the name of a file in `messages/`. */
  code: string;
  /** BCP 47 tag for `Intl`: the language, with the system's region where that speaks it. */
  locale: string;
  messages: Messages;
}

let current: Language = { code: 'en', locale: 'en', messages: english };
let tell = (): void => {};
const subscribe = createSubscriber((update) => {
  tell = update;
});

/** The language in use. Effects and templates that read it run again when it changes. */
export function currentLanguage(): Language {
  subscribe();
  return current;
}

export function setLanguage(language: Language): void {
  current = language;
  tell();
}
