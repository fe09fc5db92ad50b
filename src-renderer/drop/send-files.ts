import { FamiliarError } from '../../src-main/contract/errors.ts';
import { sessionHeaders } from '../connection/session.ts';
import type { DroppedFile } from './dropped-files.ts';

/** Files under way at a time: enough to hide the wait between two, few enough to leave the engine its disk. */
const parallel = 4;

/** Address under which `familiar serve` takes one file of a batch. */
export const receivedPath = (batch: string, path: string): string =>
  `/received/${batch}/${path.split('/').map(encodeURIComponent).join('/')}`;

/**
 * Sends files to `familiar serve` and has them imported. Files that cannot be sent are left out.
 * @param onSent told after each file how many are done
 * @returns how many could not be sent
 * @throws FamiliarError where the batch cannot be opened or imported; the signal's reason once it aborts
 */
export async function sendFiles(
  files: readonly DroppedFile[],
  onSent: (done: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const opened = await request('/received', { method: 'POST', signal });
  const { batch } = (await opened.json()) as { batch: string };
  const queue = files.values();
  let done = 0;
  let unsent = 0;
  const send = async (): Promise<void> => {
    for (const { path, file } of queue) {
      try {
        await request(receivedPath(batch, path), { method: 'PUT', body: file, signal });
      } catch {
        signal.throwIfAborted();
        unsent++;
      }
      onSent(++done);
    }
  };
  await Promise.all(Array.from({ length: parallel }, send));
  if (unsent < files.length) await request(`/received/${batch}/import`, { method: 'POST', signal });
  return unsent;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(path, { ...init, headers: sessionHeaders() });
  if (!answer.ok) throw new FamiliarError('internal', `${init.method} ${path}: ${answer.status}`);
  return answer;
}
