import type { Failure } from '../../src-main/contract/models.ts';
import { api } from './engine.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** The list of files that could not be imported, shown over whatever else there is. */
class FailuresDialog {
  open = $state(false);
  failures = $state.raw<Failure[]>([]);

  async show(): Promise<void> {
    try {
      this.failures = (await api.call('import.failures', {})).failures;
      this.open = true;
    } catch (error) {
      toasts.fail(error);
    }
  }
}

export const failuresDialog = new FailuresDialog();
