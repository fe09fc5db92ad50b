import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makePrivateFolder } from '../common/private-folder.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Engine } from '../contract/engine.ts';
import type { Emit, EventName, EventPayload } from '../contract/events.ts';
import type { Handlers } from '../contract/methods.ts';
import type { DeviceRequest, LibraryStatus } from '../contract/models.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { asDirectoryError } from '../db/errors.ts';
import { countFaces } from '../db/faces.ts';
import { lockLibrary } from '../db/lock.ts';
import { openForReading, type ReadableDb, type WritableDb } from '../db/open.ts';
import { countPeople, listPeople } from '../db/people.ts';
import { countMissingPhotos, countPhotos } from '../db/photos.ts';
import { bestEmbedder } from '../faces/embedder.ts';
import { createRecogniser, type Recogniser } from '../faces/recogniser.ts';
import {
  activeModel,
  clusterFiles,
  embedderOf,
  indexFile,
  settleModel,
} from '../services/model-session/active-model.ts';
import { activeCalibration, ownStrangers } from '../services/model-session/calibration.ts';
import { backupFolder } from '../services/backups/backup-files.ts';
import { Backups } from '../services/backups/backups.ts';
import { requireDatabase, tellDamage, tellingDamage } from '../services/backups/damaged.ts';
import { openDatabase } from '../services/backups/open-database.ts';
import { Clusters, type Tuned } from '../services/model-session/clusters.ts';
import { correctionHandlers } from '../services/corrections/handlers.ts';
import { Corrections } from '../services/corrections/corrections.ts';
import { CurrentRecogniser } from '../services/model-session/current-recogniser.ts';
import { FaceSearch } from '../services/model-session/face-search.ts';
import { listFolders } from '../services/files/folders.ts';
import { importHandlers } from '../services/imports/handlers.ts';
import { Imports } from '../services/imports/imports.ts';
import { abandonedBatches } from '../services/imports/received.ts';
import { Watching } from '../services/imports/watching.ts';
import { insightHandlers } from '../services/people/handlers.ts';
import { Models } from '../services/models/models.ts';
import { People } from '../services/people/people.ts';
import { describePhoto, listPhotoPage } from '../services/files/photos.ts';
import { Pictures } from '../services/files/pictures.ts';
import { removeOtherCaches } from '../services/removal/caches.ts';
import { removalHandlers } from '../services/removal/handlers.ts';
import { Removals } from '../services/removal/removals.ts';
import { distanceChoices, startingGrouping } from '../services/model-session/grouping.ts';
import { readOwnDistance, writeOwnDistance } from '../services/model-session/own-distance.ts';
import { measureStrangers } from '../services/model-session/strangers.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { searchHandlers } from '../services/search/handlers.ts';
import { throttle } from '../common/throttle.ts';
import { trainingHandlers } from '../services/training/handlers.ts';
import { Training } from '../services/training/training.ts';
import { version } from '../version.ts';

/** A library on disk is one directory; these are the places in it. */
export function libraryLayout(directory: string) {
  const root = resolve(directory);
  return {
    root,
    database: join(root, 'library.sqlite'),
    lock: join(root, 'lock.sqlite'),
    /** The cache of the nearest faces by a model's vectors. */
    index: (model: string) => indexFile(root, model),
    /** Photos handed over by a browser, which has no paths to give. */
    received: join(root, 'received'),
    /** Leads a browser to the app, for as long as it starts. */
    openingPage: join(root, 'open.html'),
  };
}

export interface LibraryOptions {
  device?: DeviceRequest;
  /** What recognises photos; by default a thread of its own on the device. */
  recogniser?: Recogniser;
  /** Model of a library in which nothing is yet; by default the best one that comes with this Familiar. */
  model?: string;
  /** URL of the module that trains, for tests; by default our own. */
  trainer?: string;
  /** Go on at once with what an earlier process left unfinished: an import, a model on its way into force. */
  resume?: boolean;
  /** Look at the imported folders now, and watch them, where the user has not switched that off. */
  watch?: boolean;
}

/** At most this often a view is told of progress, and of new groups. In milliseconds. */
const progressInterval = 200;
const peopleInterval = 1500;
/** Who quits waits this long for faces to be grouped. In milliseconds. */
const groupingGrace = 1000;
/** Of the time while faces come in, linking takes at most one part in this many. */
const linkingShare = 5;

/**
 * A library opened for work: the composition root, where database, index, jobs and services meet. One
 * process at a time has it.
 */
export class Library implements Engine {
  readonly imports: Imports;
  readonly people: People;
  readonly models: Models;
  readonly training: Training;
  readonly backups: Backups;
  readonly removals: Removals;
  readonly #corrections: Corrections;
  readonly handlers: Handlers;
  readonly #db: WritableDb;
  readonly #lock: { release(): void };
  readonly #options: LibraryOptions;
  readonly #directory: string;
  /** Id of the model in force; the three parts below are of it. */
  #model: string;
  readonly #recogniser: CurrentRecogniser;
  #clusters: Clusters;
  #search: FaceSearch;
  /** Of models that were in force before: somebody may still wait for them. */
  readonly #retired: Clusters[] = [];
  readonly #listeners = new Set<Emit>();
  readonly #peopleChanged = throttle(
    () => Math.max(peopleInterval, linkingShare * this.#clusters.linkMilliseconds),
    () => this.#emit('people.changed', {}),
  );
  readonly #progressed = throttle(
    () => progressInterval,
    () => this.#emitProgress(),
  );
  readonly #pictures: Pictures;
  #watching: Watching | null = null;
  #wasOpen = false;
  /** Grouping after the last import; never rejects. */
  #grouped = Promise.resolve();
  #closing: Promise<void> | null = null;

  /** See {@link openLibrary}. */
  constructor(directory: string, options: LibraryOptions) {
    const layout = libraryLayout(directory);
    makeDirectory(layout.root);
    this.#directory = layout.root;
    this.#lock = lockLibrary(layout.lock);
    try {
      this.#db = openDatabase(layout);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    this.#pictures = new Pictures(this.#db);
    this.backups = new Backups(this.#db, layout.root, layout.database);
    this.#options = options;
    settleModel(this.#db, options.model ?? bestEmbedder().id);
    this.#model = activeModel(this.#db);
    this.#recogniser = new CurrentRecogniser(this.#createRecogniser());
    this.#search = new FaceSearch(this.#db, this.#model, layout.index(this.#model));
    this.#clusters = this.#openClusters();
    this.people = new People(this.#db, this.#clusters);
    this.imports = new Imports(
      this.#db,
      this.#recogniser,
      {
        progressed: () => this.#progressed(),
        facesStored: () => this.#facesStored(),
        presenceChanged: () => this.#peopleChanged(),
        foundRemoved: (removal, asked) => this.removals.found(removal, asked),
      },
      layout.root,
    );
    const { device = 'auto', trainer } = options;
    this.models = new Models(this.#db, layout.root, device, {
      switching: () => this.backups.make('model-switch'),
      switched: () => this.#takeModel(),
    });
    const { imports, people, models } = this;
    const parts = { root: layout.root, device, imports, people, models, trainer };
    this.training = new Training(this.#db, parts, {
      edited: () => this.#emit('people.changed', {}),
      progressed: (progress) => this.#emit('training.progress', progress),
    });
    this.#corrections = new Corrections(this.#db, people, () => this.#emit('people.changed', {}));
    this.removals = this.#openRemovals(layout.received);
    this.handlers = tellingDamage(layout.root, this.#makeHandlers());
  }

  /** The device at work; null until the first photo has been recognised. */
  get device(): Recogniser['device'] {
    return this.#recogniser.device;
  }

  subscribe(listener: Emit): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  picture(kind: PictureKind, id: number): Promise<Picture> {
    return this.#pictures.read(kind, id);
  }

  /** Resolves when faces are grouped after the last import, for the next to look; never rejects. */
  grouped(): Promise<void> {
    return this.#grouped;
  }

  /** Waits for what is being written, and a few seconds at most for what is under way; the next start does it again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Looks at the imported folders, and keeps to them from now on, as far as the user wants it. */
  watch(): void {
    this.#watching ??= new Watching(this.#db, this.imports);
    this.#watching.start();
  }

  async #close(): Promise<void> {
    try {
      await this.removals.close();
      await this.backups.close();
      await this.#watching?.close();
      await Promise.all([this.training.close(), this.imports.stop(), this.models.close()]);
      const grouped = Promise.race([this.#grouped, wait(groupingGrace, undefined, { ref: false })]);
      await Promise.all([this.#recogniser.close(), grouped]);
      for (const clusters of [this.#clusters, ...this.#retired]) clusters.close();
      await this.#grouped;
      this.#saveCaches();
    } finally {
      this.#progressed.close();
      this.#peopleChanged.close();
      this.#db.close();
      this.#lock.release();
    }
  }

  #createRecogniser(): Recogniser {
    const { recogniser, device } = this.#options;
    const embedder = embedderOf(this.#db, this.#directory, this.#model);
    return recogniser ?? createRecogniser(device ?? 'auto', { embedder });
  }

  #openClusters(): Clusters {
    const files = clusterFiles(this.#directory, this.#model);
    return new Clusters(this.#db, this.#model, this.#search, files, (tuned) => this.#keepOwnDistance(tuned));
  }

  /** Remembers what distance suits the library, and how far strangers in it are apart. */
  #keepOwnDistance({ modelId, distance, linked }: Tuned): void {
    if (distance === null) return;
    const strangers = measureStrangers(this.#db, modelId, linked, distance);
    writeOwnDistance(this.#db, { modelId, distance, strangers });
  }

  #openRemovals(received: string): Removals {
    const { imports, training, models, backups } = this;
    const isImporting = () => ['scanning', 'running', 'paused'].includes(imports.progress.state);
    const parts = {
      received,
      corrections: this.#corrections,
      backups,
      removeModel: (id: string) => models.remove(id),
      busy: () => (isImporting() ? 'import-running' : training.progress ? 'training-busy' : null),
    } as const;
    return new Removals(this.#db, parts, {
      purging: async () => void (await this.#clusters.linked()),
      purged: (faces) => this.#letGo(faces),
    });
  }

  /** Has the caches forget faces that were deleted. */
  #letGo(faces: readonly number[]): void {
    removeOtherCaches(this.#directory, this.#model);
    this.#clusters.forget(faces);
    this.#clusters.save();
    this.#search.startAnew();
    this.#grouped = this.#search.catchUpInRounds().then(() => this.#search.save());
    this.#emit('people.changed', {});
  }

  /** After an import, so that the next to look has groups at once. */
  async #groupAndKeep(): Promise<void> {
    try {
      await this.#clusters.linked();
      this.#saveCaches();
    } catch (error) {
      if (!this.#closing) console.error('faces were not grouped:', error);
    }
  }

  /** Keeps for the next start what would have to be made again. */
  #saveCaches(): void {
    this.#search.save();
    this.#clusters.save();
  }

  /** Groups, finds and recognises with the model that has come into force. */
  #takeModel(): void {
    const isOther = this.#model !== activeModel(this.#db);
    this.#saveCaches();
    this.#model = activeModel(this.#db);
    this.#retired.push(this.#clusters);
    this.#search = new FaceSearch(this.#db, this.#model, indexFile(this.#directory, this.#model));
    this.#clusters = this.#openClusters();
    this.people.follow(this.#clusters);
    if (isOther && !this.#options.recogniser) this.#recogniser.replace(this.#createRecogniser());
    this.#emit('model.changed', {});
    this.models.cover();
  }

  #facesStored(): void {
    this.#search.catchUp();
    this.#peopleChanged();
    this.models.cover();
  }

  #emitProgress(): void {
    const { progress } = this.imports;
    const isOpen = !['idle', 'done', 'cancelled'].includes(progress.state);
    if (this.#wasOpen && !isOpen) {
      this.#grouped = this.#groupAndKeep();
      this.#emit('people.changed', {});
    }
    this.#wasOpen = isOpen;
    // Folders may have been added, or have come back.
    if (!isOpen) this.#watching?.keep();
    this.training.importChanged();
    this.#emit('import.progress', progress);
  }

  #emit<E extends EventName>(name: E, payload: EventPayload<E>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  #status(): Omit<LibraryStatus, 'calibration'> {
    return {
      version,
      directory: this.#directory,
      photos: countPhotos(this.#db),
      faces: countFaces(this.#db),
      named: countPeople(this.#db),
      failed: this.imports.failedPhotos,
      missing: countMissingPhotos(this.#db),
      offline: this.imports.folders
        .list()
        .filter(({ state }) => state === 'offline')
        .map(({ path }) => path),
      ...startingGrouping(this.#db),
      distances: distanceChoices(this.#db),
      ownDistance: readOwnDistance(this.#db, activeModel(this.#db))?.distance ?? null,
      calibratedOn: ownStrangers(this.#db).length > 0 ? 'library' : 'others',
      model: this.models.status,
      device: this.device,
      samples: samplePhotos().length > 0,
      import: this.imports.progress,
    };
  }

  #makeHandlers(): Handlers {
    const { imports, people } = this;
    const db = this.#db;
    const corrections = this.#corrections;
    return {
      ...correctionHandlers(db, corrections, this.#recogniser, () => this.#facesStored()),
      ...importHandlers(db, imports, () => this.#watching?.keep()),
      ...insightHandlers(db, people, corrections, () => this.#search),
      ...removalHandlers(this.removals),
      ...searchHandlers(db, people, this.#recogniser, () => this.#search),
      ...trainingHandlers(db, this.training),
      'model.improve': () => ({ model: this.models.improve() }),
      'library.status': async () => ({ ...this.#status(), calibration: activeCalibration(db) }),
      'people.list': ({ offset = 0, limit = Infinity, ...grouping }, { signal }) =>
        people.list(grouping, signal, { offset, limit }),
      'people.get': ({ id, distance, own }, { signal }) => people.get(id, distance, signal, own),
      'people.names': () => ({ names: listPeople(db).map((person) => person.name) }),
      'photos.list': ({ offset, limit }) => listPhotoPage(db, offset, limit),
      'photos.get': async ({ id, distance }, { signal }) =>
        describePhoto(db, id, await people.owners(distance, signal)),
      'folders.list': ({ path }) => listFolders(path),
      'backups.list': () => ({ backups: this.backups.list(), folder: backupFolder(this.#directory) }),
      'backups.make': async () => ({ backup: await this.backups.make('asked') }),
      'backups.restore': () => {
        throw new FamiliarError('bad-request', 'a library is taken back by whoever has opened it');
      },
    };
  }
}

/**
 * Opens a library for work, creating it where there is none.
 * @throws FamiliarError `library-busy`, `library-newer`, `library-damaged`, `library-unwritable`
 */
export async function openLibrary(directory: string, options: LibraryOptions = {}): Promise<Library> {
  const library = new Library(directory, options);
  if (options.resume) {
    library.imports.resumeInterrupted();
    const abandoned = abandonedBatches(libraryLayout(directory).received);
    if (abandoned.length > 0) library.imports.start(abandoned, { quiet: true });
    library.models.resumeInterrupted();
    void library.backups.makeEveryDay();
    void library.removals.purgeInTime();
  }
  if (options.watch) library.watch();
  return library;
}

/** Names that a library gives to what is in its directory; SQLite appends `-wal` and `-shm`. */
const isOfLibrary = (name: string): boolean =>
  /^((library|lock)\.sqlite.*|index|models|received|backups|drafts\.txt|open\.html)$/.test(name);

/** @throws FamiliarError `library-unwritable` */
function makeDirectory(path: string): void {
  // Making a directory in /proc never ends.
  if (/^\/proc(\/|$)/.test(path))
    throw new FamiliarError('library-unwritable', `no library can be in ${path}`);
  try {
    makePrivateFolder(path, isOfLibrary);
  } catch (error) {
    throw asDirectoryError(error);
  }
}

export interface LookedInto {
  db: ReadableDb;
  people: People;
  search: FaceSearch;
}

/**
 * Looks into a library beside whoever works in it; nothing is written.
 * @throws FamiliarError `not-found`, `library-newer`, `library-damaged`
 */
export function lookIntoLibrary(directory: string): LookedInto {
  const layout = libraryLayout(directory);
  try {
    requireDatabase(layout.root, layout.database);
    return look(layout);
  } catch (error) {
    throw tellDamage(layout.root, error);
  }
}

function look(layout: ReturnType<typeof libraryLayout>): LookedInto {
  if (!existsSync(layout.database)) {
    throw new FamiliarError('not-found', `there is no library in ${layout.root}`);
  }
  const db = openForReading(layout.database);
  const model = activeModel(db);
  const search = new FaceSearch(db, model, layout.index(model));
  const clusters = new Clusters(db, model, search, clusterFiles(layout.root, model));
  return { db, people: new People(db, clusters), search };
}
