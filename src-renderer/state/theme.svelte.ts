export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'familiar.theme';

class ThemeChoice {
  #theme = $state<Theme>(stored());

  get current(): Theme {
    return this.#theme;
  }

  set current(theme: Theme) {
    this.#theme = theme;
    localStorage.setItem(storageKey, theme);
    this.apply();
  }

  /** Puts the choice on the document, where styles/tokens.css reads it. */
  apply(): void {
    document.documentElement.dataset.theme = this.#theme;
  }
}

function stored(): Theme {
  const value = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === value) ?? 'system';
}

export const theme = new ThemeChoice();
