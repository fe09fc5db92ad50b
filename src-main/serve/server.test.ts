import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { startServer } from './server.ts';
import { openSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.end());

const nextMessage = async (client: WebSocket): Promise<unknown> =>
  JSON.parse(String((await once(client, 'message'))[0]));

describe('the engine over WebSocket', () => {
  it('answers calls', async () => {
    const client = await site.connect();
    client.send(JSON.stringify({ id: 1, method: 'people.list', params: { distance: 0.5, minFaces: 1 } }));
    expect(await nextMessage(client)).toMatchObject({ id: 1, result: { distance: 0.5 } });
    client.send(JSON.stringify({ id: 2, method: 'none', params: {} }));
    expect(await nextMessage(client)).toEqual({
      id: 2,
      error: { code: 'bad-request', message: "no method 'none'" },
    });
  });

  it('sends events to every client until it disconnects', async () => {
    const [first, second] = [await site.connect(), await site.connect()];
    const received = Promise.all([nextMessage(first), nextMessage(second)]);
    site.engine.emit('people.changed', { revision: 1 });
    const event = { event: 'people.changed', payload: { revision: 1 } };
    expect(await received).toEqual([event, event]);
    first.close();
    await expect.poll(() => site.engine.subscribers()).toBe(1);
  });

  it('is served at /rpc only', async () => {
    await expect(site.connect({ path: '/' })).rejects.toThrow('404');
  });

  it.each([
    ['a message over 1 MiB', 'x'.repeat(2 ** 20 + 1), 1009],
    ['no JSON', '{', 1007],
    ['bytes', Buffer.from('{}'), 1007],
  ])('hangs up on %s', async (_, message, code) => {
    const client = await site.connect();
    client.send(message);
    expect((await once(client, 'close'))[0]).toBe(code);
  });
});

describe('starting and closing', () => {
  it('reports a port in use', async () => {
    const second = startServer(site.engine, {
      port: site.server.port,
      rendererDirectory: site.folder,
      receivedDirectory: site.folder,
    });
    await expect(second).rejects.toMatchObject({ name: 'FamiliarError', code: 'bad-request' });
  });

  it('closes the clients, stops listening, and leaves the engine open', async () => {
    const client = await site.connect();
    const goodbye = once(client, 'close');
    await Promise.all([site.server.close(), site.server.close()]);
    expect((await goodbye)[0]).toBe(1001);
    await expect(site.ask('GET', '/')).rejects.toThrow('ECONNREFUSED');
    expect(site.engine.closed).toBe(false);
  });

  it('does not wait for a client that neither reads nor answers', async () => {
    const client = await site.connect();
    client.pause();
    const started = performance.now();
    await site.server.close();
    expect(performance.now() - started).toBeLessThan(3000);
    client.terminate();
  });
});
