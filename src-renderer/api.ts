import { FamiliarError } from '../src-main/contract/errors.ts';
import type { EventName, EventPayload } from '../src-main/contract/events.ts';
import type { ServerMessage } from '../src-main/contract/messages.ts';
import type { MethodName, Params, Result } from '../src-main/contract/methods.ts';
import { SessionRefused } from './connection/channel.ts';
import type { Channel, Connect } from './connection/channel.ts';

/** `lost` is tried again by itself; `refused` is not. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

/** Waits between attempts to connect: doubled from the first to the last, in milliseconds. */
const firstWait = 250;
const longestWait = 8000;

interface OpenCall {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

type Listener = (payload: never) => void;

/** Typed calls to the engine and events from it, over a line that is opened again whenever it breaks. */
export class Api {
  #connect: Connect;
  #channel: Channel | null = null;
  #nextId = 1;
  #open = new Map<number, OpenCall>();
  #waiting = new Set<() => void>();
  #listeners = new Map<string, Set<Listener>>();
  #onState: (state: ConnectionState) => void;

  constructor(connect: Connect, onState: (state: ConnectionState) => void = () => {}) {
    this.#connect = connect;
    this.#onState = onState;
    void this.#keepConnected('connecting');
  }

  /**
   * Calls a method of the contract. Made while there is no connection, the call waits for one.
   * @throws FamiliarError with the engine's code, `cancelled` once the signal aborts, `connection-lost` where
   * the line broke before the answer came
   */
  call<M extends MethodName>(
    method: M,
    params: Params<M>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Result<M>> {
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      const id = this.#nextId++;
      const send = (): void => {
        this.#open.set(id, { resolve, reject });
        this.#channel?.send({ id, method, params });
      };
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(send);
        if (this.#open.delete(id)) this.#channel?.send({ cancel: id });
        reject(cancelled());
      });
      if (this.#channel) send();
      else this.#waiting.add(send);
    }) as Promise<Result<M>>;
  }

  /** Calls back with every event of that name until the returned function is called. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async #keepConnected(state: ConnectionState): Promise<void> {
    this.#onState(state);
    for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
      try {
        this.#channel = await this.#connect({
          message: (message) => this.#receive(message),
          closed: () => this.#lose(),
        });
        break;
      } catch (error) {
        if (error instanceof SessionRefused) return this.#onState('refused');
        this.#onState('lost');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    this.#onState('open');
    for (const send of this.#waiting) send();
    this.#waiting.clear();
  }

  #receive(message: ServerMessage): void {
    if ('event' in message) {
      this.#listeners.get(message.event)?.forEach((listener) => listener(message.payload as never));
      return;
    }
    const call = this.#open.get(message.id);
    this.#open.delete(message.id);
    if ('error' in message) call?.reject(new FamiliarError(message.error.code, message.error.message));
    else call?.resolve(message.result);
  }

  #lose(): void {
    this.#channel = null;
    for (const { reject } of this.#open.values()) {
      reject(new FamiliarError('connection-lost', 'the engine went away before it answered'));
    }
    this.#open.clear();
    void this.#keepConnected('lost');
  }
}

const cancelled = (): FamiliarError => new FamiliarError('cancelled', 'the call was superseded');
