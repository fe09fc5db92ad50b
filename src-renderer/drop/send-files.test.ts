import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { receivedPath, sendFiles } from './send-files.ts';

beforeEach(() => void vi.stubGlobal('localStorage', { getItem: () => 'k1' }));
afterEach(() => void vi.unstubAllGlobals());

const dropped = (...paths: string[]) => paths.map((path) => ({ path, file: new File(['x'], path) }));

/** Plays `familiar serve`; returns what was asked of it. */
function serve(answer: (request: string) => Response = () => Response.json({ batch: 'b1' })): string[] {
  const requests: string[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    init.signal?.throwIfAborted();
    expect(init.headers).toEqual({ 'x-familiar-key': 'k1' });
    requests.push(`${init.method} ${path}`);
    return Promise.resolve(answer(requests.at(-1)!));
  });
  return requests;
}

test('each segment of a path is escaped, the slashes between are not', () => {
  expect(receivedPath('b1', 'day 2/a#1?.jpg')).toBe('/received/b1/day%202/a%231%3F.jpg');
});

test('a batch is opened, filled and imported', async () => {
  const requests = serve();
  const progress: number[] = [];
  const unsent = await sendFiles(
    dropped('a.jpg', 'b/c.jpg'),
    (done) => progress.push(done),
    AbortSignal.any([]),
  );
  expect({ unsent, progress, requests }).toEqual({
    unsent: 0,
    progress: [1, 2],
    requests: [
      'POST /received',
      'PUT /received/b1/a.jpg',
      'PUT /received/b1/b/c.jpg',
      'POST /received/b1/import',
    ],
  });
});

test('a file that is refused is left out and counted', async () => {
  const requests = serve((request) =>
    request.includes('bad') ? new Response(null, { status: 500 }) : Response.json({ batch: 'b1' }),
  );
  expect(await sendFiles(dropped('bad.jpg', 'a.jpg'), () => {}, AbortSignal.any([]))).toBe(1);
  expect(requests.at(-1)).toBe('POST /received/b1/import');
});

test('once it is aborted nothing more is sent, and nothing imported', async () => {
  const controller = new AbortController();
  const requests = serve();
  const sending = sendFiles(dropped('a.jpg', 'b.jpg'), () => controller.abort(), controller.signal);
  await expect(sending).rejects.toThrow('aborted');
  expect(requests).not.toContain('POST /received/b1/import');
});
