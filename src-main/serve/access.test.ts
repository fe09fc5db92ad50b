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
  it('gives a 256-bit token in the fragment, a new one at every start', async () => {
    const address = site.server.address();
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${site.server.port}/#token=[\\w-]{43}$`));
    const other = await startServer(site.engine, {
      rendererDirectory: site.folder,
      receivedDirectory: site.folder,
    });
    await other.close();
    expect(tokenOf(other.address())).not.toBe(tokenOf(address));
  });

  it('accepts each token once, and notifies its creator', async () => {
    let opened = 0;
    const token = tokenOf(site.server.address(() => opened++));
    expect((await site.openSession(token)).status).toBe(200);
    expect((await site.openSession(token)).status).toBe(401);
    expect(opened).toBe(1);
  });

  it('keeps a bounded number of the latest tokens', async () => {
    const tokens = Array.from({ length: 17 }, () => tokenOf(site.server.address()));
    expect((await site.openSession(tokens[0]!)).status).toBe(401);
    expect((await site.openSession(tokens[1]!)).status).toBe(200);
  });

  it('is a cookie, which ends with the browser and is hidden from scripts, and a key for scripts', async () => {
    const token = tokenOf(site.server.address());
    const { status, headers, body } = await site.openSession(token);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^familiar-${site.server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
      ),
    ]);
    const { key } = JSON.parse(body);
    expect(key).toMatch(/^[\w-]{43}$/);
    for (const secret of [key, token]) expect(String(headers['set-cookie'])).not.toContain(secret);
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

  const strangers: [string, () => { cookie?: string; key?: string }][] = [
    ['nothing', () => ({})],
    ['a cookie alone, as servers on other ports see it', () => ({ cookie: site.cookie })],
    ['a key alone', () => ({ key: site.key })],
    ['a wrong cookie', () => ({ cookie: `familiar-${site.server.port}=x`, key: site.key })],
    ['a wrong key', () => ({ cookie: site.cookie, key: 'x' })],
    ['the cookie twice', () => ({ cookie: site.cookie, key: site.cookie.replace(/.*=/, '') })],
    ['the cookie of another port', () => ({ cookie: site.cookie.replace(/-\d+=/, '-1='), key: site.key })],
  ];

  it.each(strangers)('keeps everything but the page from %s', async (_, secrets) => {
    const { cookie, key } = secrets();
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    const keyed: Record<string, string> = key === undefined ? headers : { ...headers, 'x-familiar-key': key };
    const refused = [
      await site.ask('GET', '/picture/chip/1', keyed),
      await site.ask('GET', `/picture/chip/1?key=${key ?? ''}`, headers),
      await site.ask('POST', '/received', { origin: site.origin, ...keyed }),
      await site.ask('PUT', '/received/00/a.jpg', { origin: site.origin, ...keyed }, 'x'),
      await site.ask('POST', '/identify?distance=0.4', { origin: site.origin, ...keyed }, 'x'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const protocols = key === undefined ? ['familiar'] : ['familiar', `key.${key}`];
    const connecting = site.connect({ headers: { ...headers, origin: site.origin }, protocols });
    await expect(connecting).rejects.toThrow('401');
    expect((await site.ask('GET', '/')).status).toBe(200);
  });

  it('does not accept the cookie of one session with the key of another', async () => {
    const { body } = await site.openSession(tokenOf(site.server.address()));
    const mixed = { cookie: site.cookie, 'x-familiar-key': JSON.parse(body).key };
    expect((await site.ask('GET', '/picture/chip/1', mixed)).status).toBe(401);
    expect((await site.asPage('GET', '/picture/chip/1')).status).toBe(200);
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
    const headers = {
      host: host.replace('PORT', String(site.server.port)),
      cookie: site.cookie,
      'x-familiar-key': site.key,
    };
    expect((await site.ask('GET', '/', headers)).status).toBe(status);
    expect((await site.ask('GET', '/picture/chip/1', headers)).status).toBe(status);
  });

  it.each([['http://evil.example'], ['null'], ['http://127.0.0.1:1'], [undefined]])(
    'Origin %s may neither post nor connect',
    async (foreign) => {
      const headers: Record<string, string> =
        foreign === undefined ? { cookie: site.cookie } : { cookie: site.cookie, origin: foreign };
      expect((await site.openSession(tokenOf(site.server.address()), headers)).status).toBe(403);
      expect((await site.ask('POST', '/received', headers)).status).toBe(403);
      await expect(site.connect({ headers })).rejects.toThrow('403');
    },
  );

  it('a tunnel to the same port number works under localhost', async () => {
    const host = `localhost:${site.server.port}`;
    const headers = { host, origin: `http://${host}` };
    expect((await site.openSession(tokenOf(site.server.address()), headers)).status).toBe(200);
    const client = await site.connect({ headers: { ...headers, cookie: site.cookie } });
    client.close();
  });
});
