import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../contract/engine.ts';
import type { Emit } from '../contract/events.ts';
import type { Handlers } from '../contract/methods.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { countFaces } from '../db/faces.ts';
import { lockLibrary } from '../db/lock.ts';
import type { WritableDb } from '../db/open.ts';
import { countPhotos } from '../db/photos.ts';
import { bestEmbedder } from '../faces/embed/embedder.ts';
import { createRecogniser, type Recogniser } from '../faces/recogniser.ts';
import { log } from '../logging/log.ts';
import { type LogFile, openLogFile } from '../logging/log-file.ts';
import { Backups } from '../services/backups/backups.ts';
import { tellingDamage } from '../services/backups/damaged.ts';
import { backupHandlers } from '../services/backups/handlers.ts';
import { openDatabase } from '../services/backups/open-database.ts';
import { Corrections } from '../services/corrections/corrections.ts';
import { correctionHandlers } from '../services/corrections/handlers.ts';
import { Pictures } from '../services/files/pictures.ts';
import { importHandlers } from '../services/imports/handlers.ts';
import { Imports } from '../services/imports/imports.ts';
import { Watching } from '../services/imports/watching.ts';
import { activeModel, embedderOf, settleModel } from '../services/model-session/active-model.ts';
import type { Tuned } from '../services/model-session/clusters.ts';
import { writeOwnDistance } from '../services/model-session/own-distance.ts';
import { type ModelSession, openFaceSpace, SessionInForce } from '../services/model-session/session.ts';
import { measureStrangers } from '../services/model-session/strangers.ts';
import { Models } from '../services/models/models.ts';
import { peopleHandlers } from '../services/people/handlers.ts';
import { People } from '../services/people/people.ts';
import { removeOtherCaches } from '../services/removal/caches.ts';
import { removalHandlers } from '../services/removal/handlers.ts';
import { Removals } from '../services/removal/removals.ts';
import { searchHandlers } from '../services/search/handlers.ts';
import { stackHandlers } from '../services/stacks/handlers.ts';
import { Stacks } from '../services/stacks/stacks.ts';
import { trainingHandlers } from '../services/training/handlers.ts';
import { Training } from '../services/training/training.ts';
import { LibraryEvents } from './events.ts';
import { libraryLayout, makeLibraryDirectory } from './layout.ts';
import { libraryStatus } from './status.ts';

export interface LibraryOptions {
  device?: DeviceRequest;
  /** Recogniser of photos; by default a thread of its own on the device. */
  recogniser?: Recogniser | undefined;
  /** Model of a new library; by default the best one that comes with this Familiar. */
  model?: string;
  /** URL of the module that trains, for tests; by default our own. */
  trainer?: string;
}

/** Closing waits this long for faces to be grouped. In milliseconds. */
const groupingGrace = 1000;

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
  readonly handlers: Handlers;
  readonly #corrections: Corrections;
  readonly #db: WritableDb;
  readonly #lock: { release(): void };
  readonly #log: LogFile;
  readonly #options: LibraryOptions;
  readonly #directory: string;
  readonly #session: SessionInForce;
  readonly #events: LibraryEvents;
  readonly #pictures: Pictures;
  #watching: Watching | null = null;
  #wasImporting = false;
  /** Grouping after the last import; never rejects. */
  #grouped = Promise.resolve();
  #closing: Promise<void> | null = null;

  /** See `openLibrary`. */
  constructor(directory: string, options: LibraryOptions) {
    const layout = libraryLayout(directory);
    makeLibraryDirectory(layout.root);
    this.#directory = layout.root;
    this.#options = options;
    this.#lock = lockLibrary(layout.lock);
    this.#log = openLogFile(layout.logs, 'engine');
    try {
      this.#db = openDatabase(layout);
    } catch (error) {
      log.info('the library was not opened', { error });
      this.#log.close();
      this.#lock.release();
      throw error;
    }
    const db = this.#db;
    this.#events = new LibraryEvents(
      () => this.#session.current.clusters.linkMilliseconds,
      () => this.#importProgressed(),
    );
    settleModel(db, options.model ?? bestEmbedder().id);
    this.#session = new SessionInForce(this.#openSession());
    this.#pictures = new Pictures(db);
    this.backups = new Backups(db, layout.root, layout.database);
    this.people = new People(db, this.#session);
    this.#corrections = new Corrections(db, this.people, () => this.#peopleEdited());
    this.imports = this.#openImports();
    this.models = new Models(db, layout.root, options.device ?? 'auto', {
      switching: () => this.backups.make('model-switch'),
      switched: () => this.#takeModel(),
    });
    this.training = this.#openTraining();
    this.removals = this.#openRemovals(layout.received);
    this.handlers = tellingDamage(layout.root, this.#makeHandlers());
    log.info('the library was opened', { facts: { photos: countPhotos(db), faces: countFaces(db) } });
  }

  /** True from the moment that the library is being closed. */
  get isClosing(): boolean {
    return this.#closing !== null;
  }

  /** The device at work; null until the first photo has been recognised. */
  get device(): Recogniser['device'] {
    return this.#session.device;
  }

  subscribe(listener: Emit): () => void {
    return this.#events.subscribe(listener);
  }

  picture(kind: PictureKind, id: number): Promise<Picture> {
    return this.#pictures.read(kind, id);
  }

  /** Resolves when faces are grouped after the last import, for the next to look; never rejects. */
  grouped(): Promise<void> {
    return this.#grouped;
  }

  /** Waits for writes, and a few seconds at most for work under way; the next start does that work again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Looks at the imported folders, and watches them from now on, as far as the user wants it. */
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
      await Promise.all([this.#session.close(), grouped]);
      this.#session.closeClusters();
      await this.#grouped;
      this.#session.save();
    } finally {
      this.#events.close();
      this.#db.close();
      log.info('the library was closed');
      this.#log.close();
      this.#lock.release();
    }
  }

  /**
   * The session of the model in force.
   * @param recogniser recogniser to go on with; by default a new one
   */
  #openSession(recogniser = this.#createRecogniser()): ModelSession {
    const space = openFaceSpace(this.#db, this.#directory, activeModel(this.#db), (tuned) =>
      this.#keepOwnDistance(tuned),
    );
    return { ...space, recogniser };
  }

  #createRecogniser(): Recogniser {
    const { recogniser, device } = this.#options;
    const embedder = embedderOf(this.#db, this.#directory, activeModel(this.#db));
    return recogniser ?? createRecogniser(device ?? 'auto', { embedder });
  }

  /** Stores the distance that suits the library, and how far strangers in it are apart. */
  #keepOwnDistance({ modelId, distance, linked }: Tuned): void {
    if (distance === null) return;
    const strangers = measureStrangers(this.#db, modelId, linked, distance);
    writeOwnDistance(this.#db, { modelId, distance, strangers });
  }

  #openImports(): Imports {
    const listener = {
      progressed: () => this.#events.progressed(),
      facesStored: () => this.#facesStored(),
      presenceChanged: () => this.#events.peopleChanged(),
      foundRemoved: (removal: number, asked: boolean) => this.removals.found(removal, asked),
    };
    return new Imports(this.#db, this.#session, listener, this.#directory);
  }

  #openTraining(): Training {
    const { imports, people, models } = this;
    const { device = 'auto', trainer } = this.#options;
    const parts = { root: this.#directory, device, imports, people, models, trainer };
    return new Training(this.#db, parts, {
      edited: () => this.#peopleEdited(),
      progressed: (progress) => this.#events.emit('training.progress', progress),
    });
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
      purging: async () => {
        await this.#session.current.clusters.linked();
      },
      purged: (faces) => this.#forgetFaces(faces),
    });
  }

  /** Tells listeners of the library's new state, and returns its revision. */
  #peopleEdited(): number {
    return this.#events.changed();
  }

  /** Makes caches and log forget faces that were deleted. */
  #forgetFaces(faces: readonly number[]): void {
    const { modelId, clusters, search } = this.#session.current;
    removeOtherCaches(this.#directory, modelId);
    this.#log.clear();
    clusters.forget(faces);
    clusters.save();
    search.startAnew();
    this.#grouped = search.catchUpInRounds().then(() => search.save());
    this.#peopleEdited();
  }

  /** Groups faces after an import, so that the next view has groups at once, and then adds them to the index. */
  async #groupAndKeep(): Promise<void> {
    const { clusters, search } = this.#session.current;
    try {
      await clusters.linked();
      clusters.save();
      await search.catchUpInRounds();
      search.save();
    } catch (error) {
      if (!this.#closing) log.error('faces were not grouped', { error });
    }
  }

  /** Groups, finds and recognises with the model that has come into force. */
  #takeModel(): void {
    const { modelId, recogniser } = this.#session.current;
    const isSame = modelId === activeModel(this.#db);
    this.#session.save();
    this.#session.replace(this.#openSession(isSame ? recogniser : undefined));
    log.info('a model came into force', { private: this.#session.current.modelId });
    this.#events.emit('model.changed', {});
    this.models.cover();
  }

  #facesStored(): void {
    this.#events.peopleChanged();
    this.models.cover();
  }

  #importProgressed(): void {
    const { progress } = this.imports;
    const isImporting = !['idle', 'done', 'cancelled'].includes(progress.state);
    if (this.#wasImporting && !isImporting) {
      const { state, photos, failed } = progress;
      log.info('an import ended', { facts: { state, photos, failed } });
      this.#grouped = this.#groupAndKeep();
      this.#peopleEdited();
    }
    this.#wasImporting = isImporting;
    // Folders may have been added, or have come back.
    if (!isImporting) this.#watching?.keep();
    this.training.importChanged();
    this.#events.emit('import.progress', progress);
  }

  #makeHandlers(): Handlers {
    const { imports, people, models, backups } = this;
    const [db, directory, session, corrections] = [
      this.#db,
      this.#directory,
      this.#session,
      this.#corrections,
    ];
    const facesStored = () => this.#facesStored();
    const stacks = new Stacks(db, db);
    return {
      'library.status': () =>
        libraryStatus({
          db,
          directory,
          imports,
          models,
          device: this.device,
          revision: this.#events.revision,
        }),
      ...importHandlers(db, imports, {
        recogniser: session,
        watch: () => this.#watching?.keep(),
        stored: facesStored,
      }),
      ...peopleHandlers(db, people, corrections, session, stacks),
      ...stackHandlers(db, stacks, corrections),
      ...correctionHandlers(db, { people, corrections, recogniser: session, facesStored }),
      ...searchHandlers({ db, people, recogniser: session, session, stacks }),
      ...removalHandlers(this.removals),
      ...trainingHandlers(db, this.training),
      ...backupHandlers(backups, directory),
      'model.improve': () => ({ model: models.improve() }),
    };
  }
}
