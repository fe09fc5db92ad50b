import { z } from 'zod';
import { importProgress } from './models.ts';
import { trainingProgress } from './training.ts';

/** Events, which the engine sends to every connected renderer. */
export const events = {
  /** A few times a second while an import runs, and at every change of its state. */
  'import.progress': importProgress,
  /** The library was taken back to a backup: all that was asked of it before may be different. */
  'library.restored': z.object({}),
  /** Another model is in force: distances mean something else from now on. */
  'model.changed': z.object({}),
  /** The library has changed: faces were added, or an edit was made, undone or redone. See `changed` of edits. */
  'people.changed': z.object({ revision: z.number().int() }),
  /** A few times a second while a run is under way, and at every change of its state, its end included. */
  'training.progress': trainingProgress,
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;
export type Emit = <E extends EventName>(name: E, payload: EventPayload<E>) => void;
