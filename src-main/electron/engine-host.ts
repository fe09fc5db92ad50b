import type { MessagePortMain } from 'electron';
import { FamiliarError } from '../contract/errors.ts';
import type { WireError } from '../contract/errors.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** What is needed of Electron's UtilityProcess. */
export interface EngineChild {
  postMessage(message: ToEngine, transfer?: MessagePortMain[]): void;
  on(event: 'message', listener: (message: FromEngine) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface EngineHostOptions {
  fork: () => EngineChild;
  /** The library cannot be opened; nothing is running that could serve. */
  onNotOpened: (error: WireError) => void;
  /** The engine stopped unexpectedly once too often and is not running any more. */
  onGivenUp: () => void;
  /** Milliseconds from any fixed point. */
  now?: () => number;
}

/**
 * So many unexpected ends within so many milliseconds are no accident any more. They are more than it takes until a
 * photo that ends the engine is given up [Note: Blame].
 */
const crashesToGiveUp = 6;
const crashWindow = 60_000;
/** Milliseconds until it is started again, doubled with each end in that time. */
const firstWait = 250;

/**
 * The main process's side of the engine's process: starts it, and starts it again where it ends unexpectedly,
 * each time a little later. The page sees its port close then, says so, and asks for a new one until it gets one.
 */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #now: () => number;
  readonly #pictures = new Map<number, PromiseWithResolvers<Picture>>();
  #child: EngineChild | null = null;
  #nextRequest = 1;
  #crashes: number[] = [];
  #ended: PromiseWithResolvers<void> | null = null;
  /** Until it is started again. */
  #restart: NodeJS.Timeout | undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Starts the process; earlier crashes are forgotten. Does nothing where it runs. */
  start(): void {
    this.#crashes = [];
    clearTimeout(this.#restart);
    if (this.#child === null) this.#fork();
  }

  /** Serves a port. @throws FamiliarError `connection-lost` where the engine is not running */
  connect(port: MessagePortMain): void {
    this.#running().postMessage({ type: 'connect' }, [port]);
  }

  /** @throws FamiliarError as the engine does, or `connection-lost` where it ended before the answer */
  async picture(kind: PictureKind, id: number): Promise<Picture> {
    const request = this.#nextRequest++;
    const answer = Promise.withResolvers<Picture>();
    this.#running().postMessage({ type: 'picture', request, kind, id });
    this.#pictures.set(request, answer);
    return answer.promise;
  }

  /** Asks the engine to close and waits for it, at most `limit` milliseconds; then ends it. Idempotent. */
  async close(limit: number): Promise<void> {
    clearTimeout(this.#restart);
    if (this.#child === null) return;
    const child = this.#child;
    if (this.#ended === null) {
      this.#ended = Promise.withResolvers();
      child.postMessage({ type: 'close' });
    }
    const timer = setTimeout(() => {
      child.kill();
      this.#ended?.resolve();
    }, limit);
    await this.#ended.promise;
    clearTimeout(timer);
  }

  #running(): EngineChild {
    if (this.#child === null || this.#ended) throw new FamiliarError('connection-lost', 'no engine runs');
    return this.#child;
  }

  #fork(): void {
    const child = this.#options.fork();
    this.#child = child;
    child.on('message', (message) => this.#receive(message));
    child.on('exit', () => this.#exited());
  }

  #receive(message: FromEngine): void {
    if (message.type === 'not-opened') {
      this.#options.onNotOpened(message.error);
      return;
    }
    const waiting = this.#pictures.get(message.request);
    this.#pictures.delete(message.request);
    if (message.type === 'picture') waiting?.resolve(message.picture);
    else waiting?.reject(new FamiliarError(message.error.code, message.error.message));
  }

  #exited(): void {
    this.#child = null;
    const lost = new FamiliarError('connection-lost', 'the engine ended');
    for (const waiting of this.#pictures.values()) waiting.reject(lost);
    this.#pictures.clear();
    if (this.#ended) return this.#ended.resolve();

    const now = this.#now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindow), now];
    const crashes = this.#crashes.length;
    if (crashes >= crashesToGiveUp) return this.#options.onGivenUp();
    this.#restart = setTimeout(() => this.#fork(), firstWait * 2 ** (crashes - 1));
  }
}
