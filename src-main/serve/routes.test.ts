import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { receiveLimits } from './received.ts';
import { openSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.end());

describe('the page', () => {
  it('has the strict policy and is revalidated', async () => {
    const { status, headers, body } = await site.ask('GET', '/');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; " +
        `connect-src 'self' ws://127.0.0.1:${site.server.port} ws://localhost:${site.server.port}; font-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('caches hashed assets permanently', async () => {
    const { headers, body } = await site.ask('GET', '/assets/index-abc.js?v=1');
    expect(body).toBe('export {};');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('answers HEAD without a body', async () => {
    expect(await site.ask('HEAD', '/')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/..\\secret.js',
    '//secret.js',
    '/assets/index-abc.js/',
    '/.hidden.js',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/index.html/x.js',
    '/none.js',
    'http://evil.example/',
    '*',
  ])('has nothing at %s', async (path) => {
    const { status, body, headers } = await site.ask('GET', path);
    expect([status, body]).toEqual([404, 'Not found\n']);
    expect(headers['content-security-policy']).toBeDefined();
  });

  it.each(['POST', 'DELETE', 'OPTIONS', 'PATCH'])('takes no %s', async (method) => {
    expect((await site.asPage(method, '/')).status).toBe(404);
  });
});

describe('pictures', () => {
  it('are served by kind and id, without caching', async () => {
    const answered = await fetch(`${site.origin}/picture/chip/1?key=${site.key}`, {
      headers: { cookie: site.cookie },
    });
    expect(new Uint8Array(await answered.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect(answered.headers.get('content-type')).toBe('image/webp');
    expect(answered.headers.get('cache-control')).toBe('no-store');
  });

  it('are 404 for an unknown id or kind, without caching', async () => {
    const missing = await site.asPage('GET', '/picture/chip/2');
    expect(missing).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(missing.body)).toEqual({ error: { code: 'not-found', message: 'no chip 2' } });
    expect((await site.asPage('GET', '/picture/portrait/1')).status).toBe(404);
    expect((await site.asPage('GET', '/picture/chip/0')).status).toBe(404);
  });

  it('are 422 if their photo cannot be decoded', async () => {
    site.engine.picture = async () => {
      throw new FamiliarError('photo-damaged', 'truncated');
    };
    expect((await site.asPage('GET', '/picture/photo/1')).status).toBe(422);
  });
});

describe('received files', () => {
  const begin = async (): Promise<string> => JSON.parse((await site.asPage('POST', '/received')).body).batch;
  const stored = async (): Promise<string[]> => {
    const entries = await readdir(join(site.folder, 'received'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it('are stored in folders of their own and imported from there', async () => {
    const batch = await begin();
    const bytes = Buffer.alloc(3 * 2 ** 20, 'photo');
    expect((await site.asPage('PUT', `/received/${batch}/Trip%20%231/caf%C3%A9.jpg`, bytes)).status).toBe(
      200,
    );
    expect((await site.asPage('PUT', `/received/${batch}/b.jpg`, 'b')).status).toBe(200);
    expect((await site.asPage('POST', `/received/${batch}/import`)).status).toBe(200);

    const directory = join(site.folder, 'received', `${new Date().toISOString().slice(0, 10)}-${batch}`);
    expect(site.engine.imported).toEqual([[directory]]);
    expect((await readFile(join(directory, 'Trip #1', 'café.jpg'))).equals(bytes)).toBe(true);
    expect((await stored()).sort()).toEqual(['b.jpg', 'café.jpg']);
  });

  it('may be sent twice, and not after the import', async () => {
    const batch = await begin();
    await site.asPage('PUT', `/received/${batch}/a.jpg`, 'first');
    expect((await site.asPage('PUT', `/received/${batch}/a.jpg`, 'second')).status).toBe(200);
    await site.asPage('POST', `/received/${batch}/import`);
    expect((await site.asPage('PUT', `/received/${batch}/late.jpg`, 'x')).status).toBe(404);
    expect((await site.asPage('POST', `/received/${batch}/import`)).status).toBe(404);
    expect(await stored()).toEqual(['a.jpg']);
  });

  it('are kept for another try if the import is refused', async () => {
    const batch = await begin();
    const start = site.engine.handlers['import.start'];
    site.engine.handlers['import.start'] = () => {
      throw new FamiliarError('library-busy', 'closing');
    };
    expect(await site.asPage('POST', `/received/${batch}/import`)).toMatchObject({
      status: 400,
      body: JSON.stringify({ error: { code: 'library-busy', message: 'closing' } }),
    });
    site.engine.handlers['import.start'] = start;
    expect((await site.asPage('POST', `/received/${batch}/import`)).status).toBe(200);
  });

  it.each([
    '..',
    '../../secret.js',
    'a/../../b.jpg',
    '%2e%2e/b.jpg',
    '..%2fb.jpg',
    'a%5cb.jpg',
    'a%00.jpg',
    '.hidden',
    'a//b.jpg',
    '%zz',
    'a/',
    `${'x'.repeat(256)}.jpg`,
    `${'a/'.repeat(16)}b.jpg`,
  ])('are not stored as %s', async (path) => {
    const batch = await begin();
    expect((await site.asPage('PUT', `/received/${batch}/${path}`, 'x')).status).toBe(400);
    expect(await stored()).toEqual([]);
  });

  it('are refused without their batch, or if a file has the name of a folder', async () => {
    expect((await site.asPage('PUT', '/received/00ff/a.jpg', 'x')).status).toBe(404);
    const batch = await begin();
    await site.asPage('PUT', `/received/${batch}/a`, 'x');
    expect((await site.asPage('PUT', `/received/${batch}/a/b.jpg`, 'x')).status).toBe(409);
    expect((await site.asPage('PUT', `/received/${batch}/folder/a.jpg`, 'x')).status).toBe(200);
    expect((await site.asPage('PUT', `/received/${batch}/folder`, 'x')).status).toBe(409);
  });

  it('are refused before they are sent if their declared length is too large', async () => {
    const batch = await begin();
    const headers = {
      cookie: site.cookie,
      'x-familiar-key': site.key,
      origin: site.origin,
      'content-length': String(receiveLimits.fileBytes + 1),
    };
    const refused = await new Promise<number | undefined>((resolve) => {
      const path = `/received/${batch}/a.jpg`;
      const sent = request({ port: site.server.port, host: '127.0.0.1', method: 'PUT', path, headers });
      sent.on('response', (response) => resolve(response.statusCode)).on('error', () => {});
      sent.flushHeaders();
    });
    expect(refused).toBe(413);
    expect(await stored()).toEqual([]);
  });

  it('are deleted if the sender disconnects', async () => {
    const batch = await begin();
    const headers = {
      cookie: site.cookie,
      'x-familiar-key': site.key,
      origin: site.origin,
      'content-length': '1000',
    };
    const path = `/received/${batch}/a.jpg`;
    const sent = request({ port: site.server.port, host: '127.0.0.1', method: 'PUT', path, headers });
    sent.on('error', () => {});
    sent.write('half');
    await expect.poll(stored).toHaveLength(1);
    expect((await site.asPage('POST', `/received/${batch}/import`)).status).toBe(409);
    sent.destroy();
    await expect.poll(stored).toEqual([]);
  });
});

describe('a photo to identify', () => {
  const passing = async (): Promise<string[]> => readdir(join(site.folder, 'received', '.passing'));

  it('is stored while it is recognised, and deleted afterwards', async () => {
    let seen: unknown;
    site.engine.handlers['faces.identify'] = async ({ path, distance }) => {
      seen = [await readFile(path, 'utf8'), distance, (await passing()).length];
      return { faces: [] };
    };
    const answered = await site.asPage('POST', '/identify?distance=0.4', 'photo');
    expect([answered.status, answered.body, seen]).toEqual([200, '{"faces":[]}', ['photo', 0.4, 1]]);
    expect(await passing()).toEqual([]);
  });

  it('is deleted if it cannot be recognised, and the reason is returned', async () => {
    site.engine.handlers['faces.identify'] = () => {
      throw new FamiliarError('photo-damaged', 'truncated');
    };
    const { status, body } = await site.asPage('POST', '/identify?distance=0.4', 'x');
    expect([status, JSON.parse(body)]).toEqual([
      400,
      { error: { code: 'photo-damaged', message: 'truncated' } },
    ]);
    expect(await passing()).toEqual([]);
  });

  it('is accepted from the page only, with a distance, and with a limit of concurrent files', async () => {
    const post = (headers: Record<string, string>) =>
      site.ask('POST', '/identify?distance=0.4', headers, 'x').then(({ status }) => status);
    expect(await post({ origin: site.origin })).toBe(401);
    expect(await post({ cookie: site.cookie, origin: 'http://evil.example' })).toBe(403);
    expect((await site.asPage('POST', '/identify', 'x')).status).toBe(400);
    expect((await site.asPage('POST', '/identify?distance=3', 'x')).status).toBe(400);

    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    site.engine.handlers['faces.identify'] = () => released.then(() => ({ faces: [] }));
    const waiting = Array.from({ length: receiveLimits.passingFiles }, () =>
      site.asPage('POST', '/identify?distance=0.4', 'x'),
    );
    await expect.poll(passing).toHaveLength(receiveLimits.passingFiles);
    expect((await site.asPage('POST', '/identify?distance=0.4', 'x')).status).toBe(429);
    release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
    expect(await passing()).toEqual([]);
  });
});
