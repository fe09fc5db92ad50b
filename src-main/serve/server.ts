import { once } from 'node:events';
import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Engine } from '../contract/engine.ts';
import { FamiliarError } from '../contract/errors.ts';
import { log } from '../logging/log.ts';
import { securityHeaders } from '../rpc/page-headers.ts';
import { type AccessOptions, createAccess, type KeptAccess } from './access.ts';
import { Connections } from './connections.ts';
import { refusalAnswer, send } from './http.ts';
import { Received } from './received.ts';
import { createRpcSockets } from './rpc-socket.ts';
import { route } from './routes.ts';
import type { Site } from './routes.ts';

/** The only address that the server listens on. */
const host = '127.0.0.1';
/** Milliseconds for clients to disconnect when the server closes. */
const closingGrace = 1000;

export interface ServeOptions {
  /** Port on 127.0.0.1; 0, the default, selects a free one. */
  port?: number;
  /** The renderer's build, with `index.html`. */
  rendererDirectory: string;
  /** Folder for photos dropped into the browser, created on first use. */
  receivedDirectory: string;
  access?: AccessOptions;
}

export interface RunningServer {
  /**
   * Creates an address of the page with a token in its fragment: the first browser that opens it can use the
   * library.
   * @param onOpened called when it has been opened
   */
  address(onOpened?: () => void): string;
  port: number;
  /** The access state, for another process to continue with. */
  kept(): KeptAccess;
  /** Ends all connections and stops listening; the caller closes the engine. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves an engine and its page to browsers on this machine.
 * @throws FamiliarError `bad-request` if the port is in use or not allowed
 */
export async function startServer(
  engine: Engine,
  { port = 0, rendererDirectory, receivedDirectory, access: accessOptions }: ServeOptions,
): Promise<RunningServer> {
  const server = limitedServer();
  const listening = await listen(server, port);
  const access = createAccess(listening, accessOptions);
  const connections = new Connections();
  const received = new Received(receivedDirectory);
  const site: Site = { engine, access, connections, rendererDirectory, received };
  const sockets = createRpcSockets(engine);
  const headers = securityHeaders([`ws://127.0.0.1:${listening}`, `ws://localhost:${listening}`]);

  server.on('connection', (socket) => connections.admit(socket));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const answered = await route(site, request).catch(refusalAnswer);
      await send(request, response, answered, headers);
    } catch (error) {
      log.error('an answer failed', { error });
      response.destroy();
    }
  };
  server.on('request', (request, response) => void answer(request, response));
  server.on('upgrade', (request, socket, head) => {
    const refused = refusedUpgrade(site, request);
    if (refused !== null) endUpgrade(socket, refused);
    else if (sockets.accept(request, socket, head)) connections.know(request.socket);
    else endUpgrade(socket, 503);
  });

  let closing: Promise<void> | undefined;
  return {
    address: (onOpened) => `http://${host}:${listening}/#token=${access.newToken(onOpened)}`,
    port: listening,
    kept: () => access.kept(),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };

  async function closeAll(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await sockets.close(closingGrace);
    setTimeout(() => server.closeAllConnections(), closingGrace).unref();
    await closed;
  }
}

/** A server that slow or stuck clients cannot block; times in milliseconds. */
function limitedServer(): Server {
  const server = createServer({
    headersTimeout: 5000,
    // A large file through a slow tunnel takes long; bodies have a minimum pace instead (`http.ts`).
    requestTimeout: 30 * 60_000,
    connectionsCheckingInterval: 1000,
  });
  server.timeout = 60_000;
  // Never reached: `connections.ts` ends the oldest unknown connection before.
  server.maxConnections = 1024;
  return server;
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'ERR_SOCKET_BAD_PORT') {
      throw new FamiliarError('bad-request', `cannot listen on port ${port} (${code})`, { cause: error });
    }
    throw error;
  }
  return (server.address() as AddressInfo).port;
}

/** The status with which an upgrade is refused; null if it is allowed. */
function refusedUpgrade({ access }: Site, request: IncomingMessage): number | null {
  if (!access.hostAllowed(request) || !access.originAllowed(request)) return 403;
  if (!access.hasSession(request)) return 401;
  return request.url === '/rpc' ? null : 404;
}

function endUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
