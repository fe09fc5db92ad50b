import { FamiliarError } from '../../src-main/contract/errors.ts';
import { errorText } from '../i18n/error-text.ts';

export interface Toast {
  id: number;
  tone: 'info' | 'error';
  text: string;
  /** Action that the message offers. */
  action?: { label: string; run: () => void };
  /** Subject of the message. A newer message on the same topic replaces it. */
  topic?: string;
}

/** Milliseconds for which a message stays; one that can be acted on stays longer. */
const stay = { info: 3500, error: 8000, action: 9000 };

class Toasts {
  list = $state<Toast[]>([]);
  #nextId = 1;
  #leaving = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, tone: Toast['tone'] = 'info', more: Pick<Toast, 'action' | 'topic'> = {}): void {
    const earlier = more.topic && this.list.find((toast) => toast.topic === more.topic);
    if (earlier) {
      Object.assign(earlier, { tone, text, action: undefined }, more);
      return this.release(earlier.id);
    }
    if (this.list.some((toast) => toast.text === text)) return;
    const id = this.#nextId++;
    this.list.push({ id, tone, text, ...more });
    this.release(id);
  }

  /** Tells of a failure, unless it was the user's own doing or the connection banner tells of it already. */
  fail(thrown: unknown): void {
    if (thrown instanceof FamiliarError && ['cancelled', 'connection-lost'].includes(thrown.code)) return;
    // A defect of the page: its stack belongs to the sources that the browser's tools show, and is not sent to the log.
    // eslint-disable-next-line no-console
    if (!(thrown instanceof FamiliarError)) console.error(thrown);
    this.show(errorText(thrown), 'error');
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Keeps a message for as long as somebody is at it. */
  hold(id: number): void {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
  }

  /** Lets a message go after a while. */
  release(id: number): void {
    const toast = this.list.find((one) => one.id === id);
    if (!toast) return;
    this.hold(id);
    const wait = toast.action ? stay.action : stay[toast.tone];
    this.#leaving.set(
      id,
      setTimeout(() => this.dismiss(id), wait),
    );
  }
}

export const toasts = new Toasts();
