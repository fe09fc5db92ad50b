import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { testEngine } from '../rpc/test-engine.ts';
import { createRpcSockets } from './rpc-socket.ts';
import type { RpcSockets } from './rpc-socket.ts';

const beat = 40;
const engine = testEngine();
let sockets: RpcSockets;
let http: Server;
let refused: number;

beforeEach(async () => {
  sockets = createRpcSockets(engine, beat);
  refused = 0;
  http = createServer().listen(0, '127.0.0.1');
  http.on('upgrade', (request, socket, head) => {
    if (sockets.accept(request, socket, head)) return;
    refused++;
    socket.destroy();
  });
  await once(http, 'listening');
});
afterEach(async () => {
  await sockets.close(0);
  http.close();
});

const connect = (options = {}): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, options);

it('drops a peer that no longer answers pings, and keeps one that does', async () => {
  const dead = connect({ autoPong: false });
  const alive = connect();
  const pings = new Promise<void>((resolve) => {
    let count = 0;
    alive.on('ping', () => ++count === 4 && resolve());
  });
  const [code] = await once(dead, 'close');
  await pings;
  expect(code).toBe(1006);
  expect(alive.readyState).toBe(WebSocket.OPEN);
  expect(engine.subscribers()).toBe(1);
});

it('accepts at most 32 clients', async () => {
  // On a busy machine some of so many would not answer a quick ping in time, and free their places.
  await sockets.close(0);
  sockets = createRpcSockets(engine, 60_000);
  await Promise.all(Array.from({ length: 32 }, () => once(connect(), 'open')));
  const [error] = await once(connect(), 'error');
  expect(error).toBeInstanceOf(Error);
  expect(refused).toBe(1);
});
