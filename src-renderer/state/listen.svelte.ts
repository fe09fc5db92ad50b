import { api, engine } from './engine.svelte.ts';
import { library } from './library.svelte.ts';
import { people } from './people.svelte.ts';
import { photos } from './photos.svelte.ts';

/** Milliseconds over which news of changed groups is gathered before the views ask again. */
const gather = 300;

/** Keeps the page's state in step with the engine. Called once, while a component is set up. */
export function listen(): void {
  let changed: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    clearTimeout(changed);
    changed = undefined;
    photos.invalidate();
    people.revision++;
  };

  api.on('import.progress', (progress) => library.hear(progress));
  api.on('model.changed', () => {
    void library.load().then(() => {
      if (library.status) people.adoptAnew(library.status.distance, library.status.minFaces);
      refresh();
    });
  });
  api.on('people.changed', () => (changed ??= setTimeout(refresh, gather)));

  $effect(() => {
    if (engine.connection !== 'open') return;
    void library.load().then(refresh);
  });
  $effect(() => {
    if (library.status) people.adopt(library.status.distance, library.status.minFaces);
  });
}
