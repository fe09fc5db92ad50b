import { languages, preferredLanguage, useLanguage } from '../i18n/load-language.ts';

/** ISO 639 code of a language, or `system` for the system's. */
export type LanguageChoice = string;

export const languageChoices: readonly LanguageChoice[] = ['system', ...languages];

const storageKey = 'familiar.language';

class Language {
  #choice = $state<LanguageChoice>(stored());

  get current(): LanguageChoice {
    return this.#choice;
  }

  /** Shows the page in a language from now on, also after a restart. */
  async choose(choice: LanguageChoice): Promise<void> {
    this.#choice = choice;
    localStorage.setItem(storageKey, choice);
    await this.apply();
  }

  /** Loads the messages of the choice and names the language on the document, for hyphenation and speech. */
  async apply(): Promise<void> {
    const code = this.#choice === 'system' ? preferredLanguage(navigator.languages) : this.#choice;
    await useLanguage(code, navigator.languages);
    document.documentElement.lang = code;
  }
}

function stored(): LanguageChoice {
  const value = localStorage.getItem(storageKey);
  return languageChoices.find((choice) => choice === value) ?? 'system';
}

export const language = new Language();
