import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../contract/engine.ts';
import type { MethodName, Params, Result } from '../../contract/methods.ts';

/** What a worker has to hand. */
export interface Workplace {
  library: Engine;
  directory: string;
  album: string;
  random: () => number;
  /** Says that from now on it may be killed. */
  ready(what: string): void;
  /** See {@link wordsOf}. */
  words(): string;
  /**
   * Does something that may change what the user said; notes that it has begun, and what has become of it.
   * @param becoming what it is to become, where that is known
   */
  ask(act: () => Promise<unknown>, becoming?: string): Promise<void>;
}

const distance = 0.33;
const call = { signal: new AbortController().signal };

function ask<M extends MethodName>(library: Engine, method: M, params: Params<M>): Promise<Result<M>> {
  return Promise.resolve(library.handlers[method](params, call));
}

async function importAlbum({ library, album, ready }: Workplace): Promise<void> {
  ready('import');
  await ask(library, 'import.start', { paths: [album] });
}

async function edit({ library, random, ready, ask: say }: Workplace): Promise<void> {
  for (let n = 0; ; n++) {
    const { people } = await ask(library, 'people.list', { distance, minFaces: 1 });
    const pick = () => people[Math.floor(random() * people.length)];
    const [one, other] = [pick(), pick()];
    const { faces } = await ask(library, 'people.get', { id: one.id, distance });
    const some = faces.slice(0, 1 + Math.floor(random() * 3)).map(({ id }) => id);
    const edits: (() => Promise<unknown>)[] = [
      () =>
        ask(library, 'people.name', { id: one.id, name: `Name ${Math.floor(random() * 1000)}`, distance }),
      () => ask(library, 'people.merge', { ids: [one.id, other.id], distance }),
      () => ask(library, 'people.split', { id: one.id, faces: some, distance }),
      () => ask(library, 'faces.reject', { faces: some, from: one.id, distance }),
      () => ask(library, 'faces.assign', { faces: some, to: other.id, distance }),
      () => ask(library, 'people.hide', { ids: [one.id], distance }),
      () => ask(library, 'people.cover', { id: one.id, face: some[0], distance }),
      () => ask(library, 'edits.undo', {}),
      () => ask(library, 'edits.undo', {}),
      () => ask(library, 'edits.redo', {}),
    ];
    await say(edits[Math.floor(random() * edits.length)]);
    if (n === 0) ready('edits');
  }
}

async function backUp({ library, ready }: Workplace): Promise<void> {
  ready('backup');
  for (;;) await ask(library, 'backups.make', {});
}

async function restore({ library, ready, words, ask: say }: Workplace): Promise<void> {
  const was = words();
  const { backup } = await ask(library, 'backups.make', {});
  await say(() => ask(library, 'people.name', { id: 'c1', name: `Restored ${Date.now()}`, distance }));
  const named = words();
  ready('restore');
  await say(() => ask(library, 'backups.restore', { name: backup.name }), was);
  for (let there = named, here = was; ; [there, here] = [here, there]) {
    // The last restore's own backup holds what was there before it.
    const [newest] = (await ask(library, 'backups.list', {})).backups;
    await say(() => ask(library, 'backups.restore', { name: newest.name }), there);
  }
}

/** Takes the other of two models into force, again and again. */
async function switchModels({ library, ready }: Workplace): Promise<void> {
  ready('switch');
  for (;;) {
    await ask(library, 'training.rollBack', {}).catch(() => {});
    do await delay(20);
    while ((await ask(library, 'library.status', {})).model.next !== null);
  }
}

/** Learns, and says that it may be killed once weights have been learned. */
async function train({ library, ready }: Workplace): Promise<void> {
  const learned = Promise.withResolvers<void>();
  library.subscribe((name, payload) => {
    if (name !== 'training.progress' || !('state' in payload)) return;
    if (['evaluating', 'done', 'failed', 'stopped'].includes(payload.state)) learned.resolve();
  });
  await ask(library, 'training.start', { people: null, albums: null, scope: 'head', minutes: 0.1, seed: 1 })
    .then(() => learned.promise)
    .catch(() => {});
  ready('train');
}

/** What a worker does until it is killed. */
export const works = {
  import: importAlbum,
  /** The same with the real networks. */
  recognise: importAlbum,
  edits: edit,
  backup: backUp,
  restore,
  switch: switchModels,
  train,
};
export type Work = keyof typeof works;
