import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Desktop } from '../contract/desktop.ts';
import { desktopPortMessage } from '../contract/desktop.ts';
import { chooseFoldersCall, connectCall, portMessage } from './ipc.ts';

const source = readFileSync(new URL('./preload.cts', import.meta.url), 'utf8');

const exposed = new Map<string, Desktop>();
const invoke = vi.fn(async (name: string) => (name === chooseFoldersCall ? ['/photos'] : undefined));
const listeners = new Map<string, (event: { ports: unknown[] }) => void>();
const postMessage = vi.fn();
const required: string[] = [];

beforeEach(() => {
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Desktop) => exposed.set(name, api) },
    ipcRenderer: {
      invoke,
      on: (name: string, listener: (event: { ports: unknown[] }) => void) => listeners.set(name, listener),
    },
    webUtils: { getPathForFile: (file: { name: string }) => `/dropped/${file.name}` },
  };
  runInNewContext(stripTypeScriptTypes(source), {
    require: (name: string) => (required.push(name), electron),
    window: { location: { origin: 'familiar://app' }, postMessage },
  });
});

it('imports only electron, and exposes only the contract', () => {
  expect(required).toEqual(['electron']);
  expect([...exposed.keys()]).toEqual(['familiarDesktop']);
  expect(Object.keys(exposed.get('familiarDesktop') ?? {})).toEqual(['connect', 'chooseFolders', 'pathsOf']);
});

it('forwards calls by name, without arguments', async () => {
  const desktop = exposed.get('familiarDesktop') as Desktop;
  await desktop.connect();
  expect(await desktop.chooseFolders()).toEqual(['/photos']);
  expect(invoke.mock.calls).toEqual([[connectCall], [chooseFoldersCall]]);
  const files = [{ name: 'a.jpg' }, { name: 'Trip' }] as File[];
  expect(desktop.pathsOf(files)).toEqual(['/dropped/a.jpg', '/dropped/Trip']);
});

it('passes the port to the page, and to no other origin', () => {
  const ports = [{}];
  listeners.get(portMessage)?.({ ports });
  expect(postMessage.mock.calls).toEqual([[{ type: desktopPortMessage }, 'familiar://app', ports]]);
});
