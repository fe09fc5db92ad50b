import { EventEmitter } from 'node:events';
import type { MessagePortMain } from 'electron';

/**
 * One end of a channel that behaves like Electron's: messages wait for `start`, and closing notifies the
 * other end.
 */
export class FakePort extends EventEmitter {
  other!: FakePort;
  #waiting: unknown[] | null = [];

  postMessage(data: unknown): void {
    this.other.#deliver(structuredClone(data));
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.#deliver(data);
  }

  close(): void {
    this.other.emit('close');
  }

  /** The port with Electron's type. */
  get asElectron(): MessagePortMain {
    return this as unknown as MessagePortMain;
  }

  #deliver(data: unknown): void {
    if (this.#waiting) this.#waiting.push(data);
    else queueMicrotask(() => this.emit('message', { data, ports: [] }));
  }
}

export function fakePorts(): [FakePort, FakePort] {
  const ends: [FakePort, FakePort] = [new FakePort(), new FakePort()];
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return ends;
}
