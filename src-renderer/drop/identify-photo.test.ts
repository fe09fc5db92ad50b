import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identifyPhoto } from './identify-photo.ts';

beforeEach(() => void vi.stubGlobal('localStorage', { getItem: () => 'k1' }));
afterEach(() => void vi.unstubAllGlobals());

const photo = new File(['x'], 'a.jpg');
const { signal } = new AbortController();

test('a photo is sent with the distance, and the faces in it come back', async () => {
  const asked: [string, RequestInit][] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push([path, init]);
    return Response.json({ faces: [] });
  });
  expect(await identifyPhoto(photo, 0.33, signal)).toEqual({ faces: [] });
  expect(asked).toEqual([
    ['/identify?distance=0.33', { method: 'POST', headers: { 'x-familiar-key': 'k1' }, body: photo, signal }],
  ]);
});

test('a refusal keeps its code', async () => {
  const error = { code: 'photo-damaged', message: 'truncated' };
  vi.stubGlobal('fetch', async () => Response.json({ error }, { status: 400 }));
  await expect(identifyPhoto(photo, 0.33, signal)).rejects.toMatchObject(error);
});
