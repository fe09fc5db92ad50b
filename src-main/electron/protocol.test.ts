import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { testEngine } from '../rpc/test-engine.ts';
import { pageProtocol, pageSchemePrivileges } from './protocol.ts';

let page: string;
let ask: (url: string, init?: RequestInit) => Promise<Response>;

beforeAll(async () => {
  page = await mkdtemp(join(tmpdir(), 'familiar-page-'));
  await writeFile(join(page, 'index.html'), '<!doctype html>');
  const answer = pageProtocol(page, testEngine().picture);
  ask = (url, init) => answer(new Request(url, init));
});
afterAll(() => rm(page, { recursive: true }));

it('serves the page under the strict policy, with no connection but its own origin', async () => {
  const answered = await ask('familiar://app/');
  expect(await answered.text()).toBe('<!doctype html>');
  expect(Object.fromEntries(answered.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; connect-src 'self'; " +
      "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
});

it('serves pictures by kind and id', async () => {
  const answered = await ask('familiar://app/picture/chip/1');
  expect(new Uint8Array(await answered.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  expect((await ask('familiar://app/picture/chip/2')).status).toBe(404);
});

describe('answers no request', () => {
  it.each([
    ['familiar://other/', {}, 403],
    ['familiar://app.evil/', {}, 403],
    ['https://app/', {}, 403],
    ['familiar://app/', { method: 'POST' }, 403],
    ['familiar://app/../../etc/passwd', {}, 404],
    ['familiar://app/%2e%2e/secret.html', {}, 404],
    ['familiar://app/picture/chip/1/..', {}, 404],
  ])('%s %j', async (url, init, status) => {
    const answered = await ask(url, init);
    expect(answered.status).toBe(status);
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

it.each([
  [new FamiliarError('connection-lost', 'the engine ended'), 503],
  [new TypeError('defect'), 500],
])('turns %s into a status', async (error, status) => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const answer = pageProtocol(page, () => Promise.reject(error));
  expect((await answer(new Request('familiar://app/picture/chip/1'))).status).toBe(status);
  expect(logged).toHaveBeenCalledTimes(status === 500 ? 1 : 0);
  logged.mockRestore();
});

it('is a separate origin and cannot bypass the policy', () => {
  expect(pageSchemePrivileges.privileges).toMatchObject({ standard: true, secure: true });
  expect(pageSchemePrivileges.privileges?.bypassCSP).toBeUndefined();
});
