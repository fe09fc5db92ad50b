import { untrack } from 'svelte';
import { t } from '../i18n/messages.ts';
import { changes } from './changes.svelte.ts';
import { api, engine } from './engine.svelte.ts';
import { library } from './library.svelte.ts';
import { nameProposals } from './name-proposals.svelte.ts';
import { people } from './people.svelte.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { training } from './training.svelte.ts';

/** Milliseconds between two looks at how far a model is that is on its way into force. */
const switchLook = 700;

/** Keeps the page's state in step with the engine. Called once, while a component is set up. */
export function listen(): void {
  const begin = async (): Promise<void> => {
    await library.load();
    if (library.status) await changes.begin(library.status.revision);
  };

  changes.listen((changed) => {
    // An import tells of the photos itself.
    const isCounted = changed?.parts.includes('photos') ?? !library.importing;
    if (isCounted) void library.load();
  });
  api.on('import.progress', (progress) => library.hear(progress));
  api.on('training.progress', (progress) => training.hear(progress));
  api.on('model.changed', () => {
    runs.revision++;
    void begin().then(() => {
      if (library.status) people.adoptAnew(library.status.distance, library.status.minFaces);
    });
  });
  // Whatever the page knows may be different now.
  api.on('library.restored', () => location.reload());
  api.on('people.changed', ({ revision }) => changes.hear(revision));

  $effect(() => {
    if (engine.connection !== 'open') return;
    void begin();
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
    if (people.minFaces > 0) nameProposals.all.follow(untrack(() => people.distance));
  });
  $effect(() => {
    if (library.status) people.adopt(library.status.distance, library.status.minFaces);
  });
}
