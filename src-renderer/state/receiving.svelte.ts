import { walk } from '../drop/dropped-files.ts';
import type { DroppedFile, DroppedItem } from '../drop/dropped-files.ts';
import { sendFiles } from '../drop/send-files.ts';
import { t } from '../i18n/messages.ts';
import { toasts } from './toasts.svelte.ts';

/** Files on their way from this browser to `familiar serve`, after a drop. */
class Receiving {
  /** Null while nothing is under way; a total of null while the folders are still being read. */
  progress = $state.raw<{ done: number; total: number | null } | null>(null);
  #controller: AbortController | null = null;

  async receive(items: readonly DroppedItem[]): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.progress = { done: 0, total: null };
    try {
      const files: DroppedFile[] = [];
      for await (const file of walk(items)) files.push(file);
      controller.signal.throwIfAborted();
      if (files.length === 0) return toasts.show(t('drop.none'));
      this.progress = { done: 0, total: files.length };
      const onSent = (done: number): void => {
        if (this.#controller === controller) this.progress = { done, total: files.length };
      };
      const unsent = await sendFiles(files, onSent, controller.signal);
      if (unsent > 0) toasts.show(t('drop.unsent', { n: unsent }), 'error');
    } catch (error) {
      if (!controller.signal.aborted) toasts.fail(error);
    } finally {
      if (this.#controller === controller) this.progress = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
    this.progress = null;
  }
}

export const receiving = new Receiving();
