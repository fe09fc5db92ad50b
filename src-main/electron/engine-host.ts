import type { MessagePortMain } from 'electron';
import { FamiliarError } from '../contract/errors.ts';
import type { WireError } from '../contract/errors.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { log } from '../logging/log.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** The used part of Electron's UtilityProcess. */
export interface EngineChild {
  postMessage(message: ToEngine, transfer?: MessagePortMain[]): void;
  on(event: 'message', listener: (message: FromEngine) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface EngineHostOptions {
  fork: () => EngineChild;
  /** Called when the library cannot be opened and no engine is running. */
  onNotOpened: (error: WireError) => void;
  /** Called when the engine has stopped unexpectedly too often and is not restarted. */
  onGivenUp: () => void;
  /** Milliseconds from any fixed point. */
  now?: () => number;
}

/**
 * Maximum number of unexpected ends within a time window in milliseconds. It allows more ends than giving up
 * a photo that ends the engine takes [Note: Blame].
 */
const crashesToGiveUp = 6;
const crashWindow = 60_000;
/** Delay of the first restart in milliseconds, doubled with each end in the window. */
const firstWait = 250;

/**
 * Host of the engine's process in the main process: starts it, and restarts it after unexpected ends with
 * increasing delays. The page notices that its port closes, reports it, and requests a new one until it gets
 * one.
 */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #now: () => number;
  readonly #pictures = new Map<number, PromiseWithResolvers<Picture>>();
  #child: EngineChild | null = null;
  #nextRequest = 1;
  #crashes: number[] = [];
  #ended: PromiseWithResolvers<void> | null = null;
  /** Timer of the next restart. */
  #restart: NodeJS.Timeout | undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Starts the process, and resets the count of crashes. Does nothing if it is running. */
  start(): void {
    this.#crashes = [];
    clearTimeout(this.#restart);
    if (this.#child === null) this.#fork();
  }

  /** Connects a port. @throws FamiliarError `connection-lost` if the engine is not running */
  connect(port: MessagePortMain): void {
    this.#running().postMessage({ type: 'connect' }, [port]);
  }

  /** @throws FamiliarError of the engine, or `connection-lost` if it ended before the answer */
  async picture(kind: PictureKind, id: number): Promise<Picture> {
    const request = this.#nextRequest++;
    const answer = Promise.withResolvers<Picture>();
    this.#running().postMessage({ type: 'picture', request, kind, id });
    this.#pictures.set(request, answer);
    return answer.promise;
  }

  /** Asks the engine to close and waits at most `limit` milliseconds, then ends it. Idempotent. */
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
    child.on('exit', (code) => this.#exited(code));
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

  #exited(code: number): void {
    this.#child = null;
    const lost = new FamiliarError('connection-lost', 'the engine ended');
    for (const waiting of this.#pictures.values()) waiting.reject(lost);
    this.#pictures.clear();
    if (this.#ended) return this.#ended.resolve();

    log.error('the engine ended unexpectedly', { facts: { code } });
    const now = this.#now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindow), now];
    const crashes = this.#crashes.length;
    if (crashes >= crashesToGiveUp) return this.#options.onGivenUp();
    this.#restart = setTimeout(() => this.#fork(), firstWait * 2 ** (crashes - 1));
  }
}
