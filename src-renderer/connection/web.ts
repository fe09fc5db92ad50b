import type { ServerMessage } from '../../src-main/contract/messages.ts';
import { SessionRefused } from './channel.ts';
import type { Channel, ChannelListener, Connect } from './channel.ts';
import { keepSessionKey, pictureUrl, sessionProtocols } from './session.ts';

/** Connects to `familiar serve` over a WebSocket, trading the token in the address for a session first. */
export function webConnect(): Connect {
  return async (listener) => {
    await exchangeToken();
    try {
      return await openSocket(listener);
    } catch (error) {
      await checkSession();
      throw error;
    }
  };
}

/** The token that `familiar serve` puts into the fragment of the address it prints; null without one. */
export function tokenIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token');
}

async function exchangeToken(): Promise<void> {
  const token = tokenIn(location.hash);
  if (token === null) return;
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  history.replaceState(history.state, '', location.pathname);
  refuseUnlessAllowed(answer);
  keepSessionKey(((await answer.json()) as { key: string }).key);
}

/** A browser does not say why a WebSocket failed: ask for something that needs the same session. */
async function checkSession(): Promise<void> {
  refuseUnlessAllowed(await fetch(pictureUrl('thumbnail', 1), { cache: 'no-store' }));
}

function refuseUnlessAllowed({ status }: Response): void {
  if (status === 401 || status === 403) throw new SessionRefused(`the server answered ${status}`);
}

function openSocket(listener: ChannelListener): Promise<Channel> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`, sessionProtocols());
  return new Promise((resolve, reject) => {
    let open = false;
    socket.addEventListener('open', () => {
      open = true;
      resolve({
        send: (message) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
        },
      });
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string>) =>
      listener.message(JSON.parse(data) as ServerMessage),
    );
    socket.addEventListener('close', () => {
      if (open) listener.closed();
      else reject(new Error('the WebSocket did not open'));
    });
  });
}
