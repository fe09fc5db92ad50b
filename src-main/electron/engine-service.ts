import type { MessagePortMain } from 'electron';
import { elementAt } from '../common/elements.ts';
import type { Engine } from '../contract/engine.ts';
import { toWireError } from '../contract/errors.ts';
import { log } from '../logging/log.ts';
import type { Channel } from '../rpc/channel.ts';
import { serveEngine } from '../rpc/router.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

interface ParentMessage {
  data: ToEngine;
  ports: MessagePortMain[];
}

/** The used part of Electron's `process.parentPort`. */
export interface Parent {
  on(event: 'message', listener: (event: ParentMessage) => void): unknown;
  postMessage(message: FromEngine): void;
}

/**
 * Serves the main process in the engine's process. Requests that arrive while the library opens wait for it.
 * If it does not open, the process stays until it is told to close, so that the reason is delivered.
 */
export function serveParent(parent: Parent, open: () => Promise<Engine>, exit: (code: number) => void): void {
  const opening = open();
  opening.catch((error: unknown) => parent.postMessage({ type: 'not-opened', error: toWireError(error) }));

  const receive = async ({ data, ports }: ParentMessage): Promise<void> => {
    if (data.type === 'close') return close();
    const engine = await opening.catch(() => null);
    if (engine === null) return;
    if (data.type === 'connect') serveEngine(engine, portChannel(elementAt(ports, 0)));
    else parent.postMessage(await picture(engine, data));
  };
  parent.on('message', (message) => void receive(message));

  async function close(): Promise<void> {
    const engine = await opening.catch(() => null);
    try {
      await engine?.close();
      exit(0);
    } catch (error) {
      log.error('closing the library failed', { error });
      exit(1);
    }
  }
}

async function picture(
  engine: Engine,
  { request, kind, id }: Extract<ToEngine, { type: 'picture' }>,
): Promise<FromEngine> {
  try {
    return { type: 'picture', request, picture: await engine.picture(kind, id) };
  } catch (thrown) {
    const error = toWireError(thrown);
    if (error.code === 'internal') log.error('a picture failed', { error: thrown, facts: { kind, id } });
    return { type: 'picture-failed', request, error };
  }
}

/** A MessagePort as a channel. Delivery starts with the first listener. */
function portChannel(port: MessagePortMain): Channel {
  return {
    send: (message) => port.postMessage(message),
    onMessage(callback) {
      port.on('message', ({ data }) => callback(data));
      port.start();
    },
    onClose(callback) {
      port.once('close', callback);
    },
  };
}
