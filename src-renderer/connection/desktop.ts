import { desktopPortMessage } from '../../src-main/contract/desktop.ts';
import type { Desktop } from '../../src-main/contract/desktop.ts';
import type { ServerMessage } from '../../src-main/contract/messages.ts';
import type { Connect } from './channel.ts';

declare global {
  interface Window {
    familiarDesktop?: Desktop;
  }
}

/** Connects over the MessagePort that Electron's preload script hands to the page. */
export function desktopConnect(desktop: Desktop): Connect {
  return async (listener) => {
    const arrival = nextPort();
    try {
      await desktop.connect();
    } catch (error) {
      arrival.abandon();
      throw error;
    }
    const port = await arrival.port;
    port.addEventListener('message', (event: MessageEvent<ServerMessage>) => listener.message(event.data));
    port.addEventListener('close', () => listener.closed(), { once: true });
    port.start();
    return { send: (message) => port.postMessage(message) };
  };
}

function nextPort(): { port: Promise<MessagePort>; abandon: () => void } {
  const controller = new AbortController();
  const port = new Promise<MessagePort>((resolve) => {
    const receive = (event: MessageEvent): void => {
      if (
        event.source !== window ||
        (event.data as { type?: unknown } | null)?.type !== desktopPortMessage ||
        !event.ports[0]
      )
        return;
      controller.abort();
      resolve(event.ports[0]);
    };
    window.addEventListener('message', receive, { signal: controller.signal });
  });
  return { port, abandon: () => controller.abort() };
}
