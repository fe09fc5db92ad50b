import type { Edited, EditEntry } from '../../src-main/contract/edits.ts';
import { editText } from '../i18n/edit-text.ts';
import { t } from '../i18n/messages.ts';
import { changes } from './changes.svelte.ts';
import { api } from './engine.svelte.ts';
import { library } from './library.svelte.ts';
import { people } from './people.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Entries of the history shown at most. */
const shown = 300;
/** Topic of the messages about edits: only the last edit can be undone, so only it is offered. */
export const editTopic = 'edit';

/** The user's edits, undo and redo. */
class Edits {
  /** Newest first; null until asked for. */
  entries = $state.raw<EditEntry[] | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  /** True while the history is open. */
  open = $state(false);

  async load(): Promise<void> {
    try {
      const history = await api.call('edits.list', { limit: shown });
      this.entries = history.edits;
      this.canUndo = history.canUndo;
      this.canRedo = history.canRedo;
    } catch (error) {
      toasts.fail(error);
    }
  }

  /**
   * Makes an edit and tells what it did, with a way back.
   * @param work calls the engine
   * @param adopt takes over what came of it, such as a new id, before the views ask again
   * @throws what `work` throws
   */
  async make<T>(work: () => Promise<Edited<T>>, adopt: (result: T) => void = () => {}): Promise<T> {
    const made = await work();
    const { result, edit } = made;
    adopt(result);
    if (edit) this.#tell(editText(edit.summary), t('corrections.history.undo'), () => this.undo());
    await this.#show(made);
    return result;
  }

  readonly undo = (): Promise<void> => this.#turn('edits.undo');
  readonly redo = (): Promise<void> => this.#turn('edits.redo');

  async #turn(method: 'edits.undo' | 'edits.redo'): Promise<void> {
    const undoing = method === 'edits.undo';
    try {
      const turned = await api.call(method, {});
      const { edit } = turned;
      if (!edit) {
        toasts.show(
          undoing ? t('corrections.history.nothingToUndo') : t('corrections.history.nothingToRedo'),
          'info',
          { topic: editTopic },
        );
        return;
      }
      const text = editText(edit.summary);
      if (undoing)
        this.#tell(t('corrections.history.didUndo', { text }), t('corrections.history.redo'), this.redo);
      else this.#tell(t('corrections.history.didRedo', { text }), t('corrections.history.undo'), this.undo);
      if (edit.kind === 'settled') await this.#adoptGrouping();
      await this.#show(turned);
    } catch (error) {
      toasts.fail(error);
    } finally {
      if (this.open) await this.load();
    }
  }

  async #show({ edit, changed }: Edited<unknown>): Promise<void> {
    if (edit && changed) people.takeNames(edit, changed.revision);
    await changes.take(changed);
  }

  async #adoptGrouping(): Promise<void> {
    await library.load();
    if (library.status) people.adoptAnew(library.status.distance, library.status.minFaces);
  }

  #tell(text: string, label: string, run: () => Promise<void>): void {
    toasts.show(text, 'info', { topic: editTopic, action: { label, run: () => void run() } });
  }
}

export const edits = new Edits();
