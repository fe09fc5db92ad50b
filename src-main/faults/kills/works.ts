import { readdirSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { elementAt, firstItems } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import { exportCommand } from '../../cli/export.ts';
import type { Engine } from '../../contract/engine.ts';
import type { MethodName, Params, Result } from '../../contract/methods.ts';

/** Context of a worker. */
export interface Workplace {
  library: Engine;
  directory: string;
  album: string;
  /** A folder outside all libraries, from and to which photos are moved. */
  away: string;
  random: () => number;
  /** Reports that the process may be killed from now on. */
  ready(what: string): void;
  /** See {@link wordsOf}. */
  words(): string;
  /**
   * Makes a request that may change the user's data; logs its beginning and its result.
   * @param becoming the intended state, if known
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
    const pick = () => elementAt(people, Math.floor(random() * people.length));
    const [one, other] = [pick(), pick()];
    const { faces } = await ask(library, 'people.get', { id: one.id, distance });
    const some = faces.slice(0, 1 + Math.floor(random() * 3)).map(({ id }) => id);
    const edits: (() => Promise<unknown>)[] = [
      () =>
        ask(library, 'people.name', { id: one.id, name: `Name ${Math.floor(random() * 1000)}`, distance }),
      () => ask(library, 'people.merge', { ids: [one.id, other.id], distance, merge: true }),
      () => ask(library, 'people.split', { id: one.id, faces: some, distance }),
      () => ask(library, 'faces.reject', { faces: some, from: one.id, distance }),
      () => ask(library, 'faces.assign', { faces: some, to: other.id, distance }),
      () => ask(library, 'people.hide', { ids: [one.id], distance }),
      () => ask(library, 'people.cover', { id: one.id, face: numberAt(some, 0), distance }),
      () => ask(library, 'edits.undo', {}),
      () => ask(library, 'edits.undo', {}),
      () => ask(library, 'edits.redo', {}),
    ];
    await say(elementAt(edits, Math.floor(random() * edits.length)));
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
    // The backup made by the last restore has the state before it.
    const [newest] = firstItems((await ask(library, 'backups.list', {})).backups, 1);
    await say(() => ask(library, 'backups.restore', { name: newest.name }), there);
  }
}

/** Switches between two models repeatedly. */
async function switchModels({ library, ready }: Workplace): Promise<void> {
  ready('switch');
  for (;;) {
    await ask(library, 'training.rollBack', {}).catch(() => {});
    do await delay(20);
    while ((await ask(library, 'library.status', {})).model.next !== null);
  }
}

/** Trains, and reports readiness when weights have been trained. */
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

/** Changes a watched folder repeatedly: the process is killed while the library scans the changes. */
async function watch({ library, album, away, random, ready }: Workplace): Promise<void> {
  const folders = [album, join(album, 'moved'), away];
  await mkdir(elementAt(folders, 1), { recursive: true });
  while (['scanning', 'running'].includes((await ask(library, 'library.status', {})).import.state))
    await delay(20);
  library.subscribe((name, payload) => {
    if (name === 'import.progress' && 'state' in payload && payload.state !== 'done') ready('watch');
  });
  for (let n = 0; ; n++) {
    for (let i = 0; i < changesAtOnce; i++) await change(folders, n + i, random);
    await delay(changesEvery);
  }
}

const changesAtOnce = 8;
/** Milliseconds; longer than the quiet period before changes are scanned. */
const changesEvery = 2600;

/** Moves a photo to another folder, or writes a comment into it atomically, as other programs do. */
async function change(folders: readonly string[], nth: number, random: () => number): Promise<void> {
  const from = elementAt(folders, nth % folders.length);
  const photos = readdirSync(from).filter((name) => /^p.*\.jpg$/.test(name));
  if (photos.length === 0) return;
  const name = elementAt(photos, Math.floor(random() * photos.length));
  if (random() < 0.6) {
    await rename(join(from, name), join(elementAt(folders, (nth + 1) % folders.length), name));
    return;
  }
  const photo = await readFile(join(from, name));
  const words = Buffer.from(`seen ${Math.floor(random() * 1e9)}`);
  const comment = Buffer.concat([Buffer.of(0xff, 0xfe, 0, words.length + 2), words]);
  const draft = join(elementAt(folders, 2), `${name}.draft`);
  await writeFile(draft, Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]));
  await rename(draft, join(from, name));
}

/** Writes names into the photos, different from the existing ones. */
async function writeIntoPhotos({ library, directory, random, ready, ask: say }: Workplace): Promise<void> {
  const { people } = await ask(library, 'people.list', { distance, minFaces: 1 });
  for (const { id } of people.slice(0, 8)) {
    const name = `Written ${Math.floor(random() * 1e6)}`;
    await say(() => ask(library, 'people.name', { id, name, distance }));
  }
  await library.close();
  ready('write');
  const args = ['--format', 'xmp', '--write-into-photos', '--json', '--library', directory];
  await exportCommand().parseAsync(args, { from: 'user' });
}

/** Kinds of work that a worker does until it is killed. */
export const works = {
  import: importAlbum,
  /** The same with the real networks. */
  recognise: importAlbum,
  edits: edit,
  backup: backUp,
  restore,
  switch: switchModels,
  train,
  watch,
  write: writeIntoPhotos,
};
export type Work = keyof typeof works;
