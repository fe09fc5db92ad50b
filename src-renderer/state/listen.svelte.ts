import { untrack } from 'svelte';
import { t } from '../i18n/messages.ts';
import { api, engine } from './engine.svelte.ts';
import { library } from './library.svelte.ts';
import { nameProposals } from './name-proposals.svelte.ts';
import { people } from './people.svelte.ts';
import { photos } from './photos.svelte.ts';
import { removals } from './removals.svelte.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { training } from './training.svelte.ts';

/** Milliseconds over which news of changed groups is gathered before the views ask again. */
const gather = 300;
/** Milliseconds between two looks at how far a model is that is on its way into force. */
const switchLook = 700;

/** Keeps the page's state in step with the engine. Called once, while a component is set up. */
export function listen(): void {
  let changed: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    clearTimeout(changed);
    changed = undefined;
    photos.invalidate();
    people.revision++;
    removals.revision++;
  };

  api.on('import.progress', (progress) => library.hear(progress));
  api.on('training.progress', (progress) => training.hear(progress));
  api.on('model.changed', () => {
    runs.revision++;
    void library.load().then(() => {
      if (library.status) people.adoptAnew(library.status.distance, library.status.minFaces);
      refresh();
    });
  });
  // Whatever the page knows may be different now.
  api.on('library.restored', () => location.reload());
  api.on('people.changed', () => {
    changed ??= setTimeout(() => {
      refresh();
      // A removal, and taking it back, change how many photos there are. An import tells of that itself.
      if (!library.importing) void library.load();
    }, gather);
  });

  $effect(() => {
    if (engine.connection !== 'open') return;
    void library.load().then(refresh);
    void training.load();
  });
  $effect(() => {
    if (engine.returns > 0) toasts.show(t('connection.back'));
  });
  $effect(() => {
    if (engine.connection !== 'open' || !library.status?.model.next) return;
    const look = setTimeout(() => void library.load(), switchLook);
    return () => clearTimeout(look);
  });
  $effect(() => {
    void people.revision;
    if (people.minFaces > 0) untrack(() => nameProposals.load());
  });
  $effect(() => {
    if (library.status) people.adopt(library.status.distance, library.status.minFaces);
  });
}
