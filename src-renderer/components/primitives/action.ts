import type { IconName } from './Icon.svelte';

/** An action on the shown or selected items. */
export interface Action {
  label: string;
  icon: IconName;
  run: () => unknown;
  /** Reason why the action is unavailable; undefined where it is available. */
  off?: string | undefined;
}
