import type { IconName } from './Icon.svelte';

/** Something that can be done with what is shown or selected. */
export interface Action {
  label: string;
  icon: IconName;
  run: () => void;
  /** Why it cannot be done now; undefined where it can. */
  off?: string | undefined;
}
