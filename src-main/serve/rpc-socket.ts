import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import type { Engine } from '../contract/engine.ts';
import type { Channel } from '../rpc/channel.ts';
import { serveEngine } from '../rpc/router.ts';

const maxMessageBytes = 2 ** 20;
/** Unread bytes above which a client is considered dead. */
const maxUnreadBytes = 64 * 2 ** 20;
const maxClients = 32;
const goingAway = 1001;
const invalidText = 1007;

/** Serves an engine to WebSockets. */
export interface RpcSockets {
  /** Accepts an authorised upgrade request; false if there are too many clients. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes all sockets, and terminates those that do not answer within `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/** @param beat milliseconds between pings; a client that does not answer one is dropped */
export function createRpcSockets(engine: Engine, beat = 30_000): RpcSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();

  const heartbeat = setInterval(() => {
    for (const client of server.clients) {
      if (!alive.delete(client)) client.terminate();
      else client.ping();
    }
  }, beat);
  heartbeat.unref();

  server.on('connection', (client) => {
    alive.add(client);
    client.on('pong', () => alive.add(client));
    // A protocol error closes the socket by itself; without a listener it would end the process.
    client.on('error', () => {});
    serveEngine(engine, channelOf(client));
  });

  return {
    accept(request, socket, head) {
      if (server.clients.size >= maxClients) return false;
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
      return true;
    },
    async close(grace) {
      clearInterval(heartbeat);
      const clients = [...server.clients];
      const gone = Promise.all(
        clients.map((client) => new Promise((resolve) => client.once('close', resolve))),
      );
      for (const client of clients) client.close(goingAway, 'the server is closing');
      await Promise.race([gone, delay(grace, undefined, { ref: false })]);
      for (const client of clients) client.terminate();
      server.close();
    },
  };
}

function channelOf(client: WebSocket): Channel {
  return {
    send(message) {
      if (client.readyState !== WebSocket.OPEN) return;
      client.send(JSON.stringify(message));
      if (client.bufferedAmount > maxUnreadBytes) client.terminate();
    },
    onMessage(callback) {
      client.on('message', (data, isBinary) => {
        let message: unknown;
        try {
          if (isBinary) throw new SyntaxError('binary');
          message = JSON.parse((data as Buffer).toString());
        } catch {
          client.close(invalidText, 'messages are JSON text');
          return;
        }
        callback(message);
      });
    },
    onClose(callback) {
      client.once('close', callback);
    },
  };
}
