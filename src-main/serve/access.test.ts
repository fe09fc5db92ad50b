import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from './server.ts';
import { openSite, tokenOf } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.end());

describe('the session', () => {
  it('gives a 256-bit token in the fragment, another one at every start', async () => {
    expect(site.server.url).toMatch(
      new RegExp(`^http://127\\.0\\.0\\.1:${site.server.port}/#token=[\\w-]{43}$`),
    );
    const other = await startServer(site.engine, {
      rendererDirectory: site.folder,
      receivedDirectory: site.folder,
    });
    await other.close();
    expect(tokenOf(other.url)).not.toBe(tokenOf(site.server.url));
  });

  it('exchanges the token for a cookie that scripts and other sites cannot use', async () => {
    const { status, headers } = await site.openSession(tokenOf(site.server.url));
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^familiar-${site.server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
      ),
    ]);
    expect(String(headers['set-cookie'])).not.toContain(tokenOf(site.server.url));
  });

  it.each([
    ['a wrong token', '{"token":"x"}', 401],
    ['no token', '{}', 400],
    ['no JSON', 'token', 400],
    ['a body too long', `{"token":"${'x'.repeat(10_000)}"}`, 413],
  ])('refuses %s', async (_, body, status) => {
    const answer = await site.ask('POST', '/session', { origin: site.origin }, body);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined]);
  });

  it.each([
    ['no cookie', () => ({})],
    ['a wrong cookie', () => ({ cookie: `familiar-${site.server.port}=x` })],
    [
      'the token as the cookie',
      () => ({ cookie: `familiar-${site.server.port}=${tokenOf(site.server.url)}` }),
    ],
    ['the cookie of another port', () => ({ cookie: site.cookie.replace(/-\d+=/, '-1=') })],
  ])('keeps everything but the page from %s', async (_, headers) => {
    const refused = [
      await site.ask('GET', '/picture/chip/1', headers()),
      await site.ask('POST', '/received', { origin: site.origin, ...headers() }),
      await site.ask('PUT', '/received/00/a.jpg', { origin: site.origin, ...headers() }, 'x'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    await expect(site.connect({ headers: { ...headers(), origin: site.origin } })).rejects.toThrow('401');
    expect((await site.ask('GET', '/')).status).toBe(200);
  });
});

describe('where a request comes from', () => {
  it.each([
    ['evil.example', 403],
    ['127.0.0.1', 403],
    ['127.0.0.1:1', 403],
    ['localhost:PORT', 200],
    ['127.0.0.1:PORT', 200],
  ])('Host %s gives %i', async (host, status) => {
    const headers = { host: host.replace('PORT', String(site.server.port)), cookie: site.cookie };
    expect((await site.ask('GET', '/', headers)).status).toBe(status);
    expect((await site.ask('GET', '/picture/chip/1', headers)).status).toBe(status);
  });

  it.each([['http://evil.example'], ['null'], ['http://127.0.0.1:1'], [undefined]])(
    'Origin %s may neither post nor connect',
    async (foreign) => {
      const headers: Record<string, string> =
        foreign === undefined ? { cookie: site.cookie } : { cookie: site.cookie, origin: foreign };
      expect((await site.openSession(tokenOf(site.server.url), headers)).status).toBe(403);
      expect((await site.ask('POST', '/received', headers)).status).toBe(403);
      await expect(site.connect({ headers })).rejects.toThrow('403');
    },
  );

  it('a tunnel to the same port number works under localhost', async () => {
    const host = `localhost:${site.server.port}`;
    const headers = { host, origin: `http://${host}` };
    expect((await site.openSession(tokenOf(site.server.url), headers)).status).toBe(200);
    const client = await site.connect({ headers: { ...headers, cookie: site.cookie } });
    client.close();
  });
});
