import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { receiveLimits } from './received.ts';
import { openSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
let clients: Socket[];
beforeEach(async () => {
  site = await openSite();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await site.end();
});

/** Opens 256 connections that begin a request and then hardly continue. */
async function beginSlowly(head: string): Promise<void> {
  for (let i = 0; i < 256; i++) {
    const client = connect(site.server.port, '127.0.0.1').on('error', () => {});
    clients.push(client);
    client.on('connect', () => client.write(head));
    client.resume();
  }
  await Promise.all(clients.map((client) => once(client, 'connect')));
  await delay(100);
}

const post = (path: string, headers: Record<string, string>): string =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${site.server.port}\r\norigin: ${site.origin}\r\n` +
  Object.entries({ 'content-length': '1000', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

/** Milliseconds until the page, a picture and the engine have answered. */
async function pageTime(): Promise<number> {
  const started = performance.now();
  expect((await site.ask('GET', '/')).status).toBe(200);
  expect((await site.asPage('GET', '/picture/chip/1')).status).toBe(200);
  (await site.connect()).close();
  return performance.now() - started;
}

it.each([
  ['headers of strangers', () => post('/session', {})],
  ['bodies of strangers', () => `${post('/session', {})}\r\n{`],
  ['bodies of strangers that nobody wants', () => `${post('/identify?distance=0.4', {})}\r\nx`],
])('256 slow %s do not keep the page from answering within seconds', async (_, head) => {
  await beginSlowly(head());
  expect(await pageTime()).toBeLessThan(3000);
});

it('256 slow bodies do not block other requests, and most are refused', async () => {
  const batch = JSON.parse((await site.asPage('POST', '/received')).body).batch as string;
  const headers = { cookie: site.cookie, 'x-familiar-key': site.key };
  const put = post(`/received/${batch}/a.jpg`, headers).replace('POST', 'PUT');
  const answered = beginSlowly(`${put}\r\nx`);
  await answered;
  expect(await pageTime()).toBeLessThan(3000);
  await expect
    .poll(() => clients.filter((client) => !client.closed).length)
    .toBe(receiveLimits.arrivingFiles);
});

it('a slow request with a token ends the connection', async () => {
  const client = connect(site.server.port, '127.0.0.1').on('error', () => {});
  clients.push(client);
  client.write(`${post('/session', {})}\r\n{`);
  client.resume();
  const started = performance.now();
  await once(client, 'close');
  expect(performance.now() - started).toBeLessThan(5000);
});
