import { FamiliarError } from '../../src-main/contract/errors.ts';
import { errorText } from '../i18n/error-text.ts';

export interface Toast {
  id: number;
  tone: 'info' | 'error';
  text: string;
}

/** Milliseconds for which a message stays. */
const stay = { info: 3500, error: 8000 };

class Toasts {
  list = $state<Toast[]>([]);
  #nextId = 1;

  show(text: string, tone: Toast['tone'] = 'info'): void {
    if (this.list.some((toast) => toast.text === text)) return;
    const id = this.#nextId++;
    this.list.push({ id, tone, text });
    setTimeout(() => this.dismiss(id), stay[tone]);
  }

  /** Tells of a failure, unless it was the user's own doing or the connection banner tells of it already. */
  fail(thrown: unknown): void {
    if (thrown instanceof FamiliarError && ['cancelled', 'connection-lost'].includes(thrown.code)) return;
    if (!(thrown instanceof FamiliarError)) console.error(thrown);
    this.show(errorText(thrown), 'error');
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
