import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../../common/module-url.ts';
import { looksLikeFilm } from '../../contract/photo-endings.ts';
import { headLength, kindOf } from '../../photos/decoding/kinds.ts';
import { readPhotoHead } from '../../photos/disk.ts';
import type { ErrorCode, WireError } from '../../contract/errors.ts';

/** Outcome of decoding a file: `decoded`, the code of the refusal, or how the decoding process ended. */
export type FileOutcome = 'decoded' | ErrorCode | 'crash' | 'hang';

export interface ReadFile {
  path: string;
  outcome: FileOutcome;
  /** Format by the first bytes, in words. */
  kind: string;
  /** Reason why the file was not decoded, in words; null where it was. */
  reason: string | null;
  /** Wall-clock time. */
  seconds: number;
}

/** Answer of the decoding process for a path. */
export type DecodingAnswer = { decoded: true } | { refused: WireError };

/**
 * Decodes files one after another as an import would, in a process that may die of one. A new process goes on after
 * a file that ended the process, or that it has not answered for in `limit` seconds.
 */
export async function* readFiles(paths: readonly string[], limit: number): AsyncGenerator<ReadFile> {
  let child: ChildProcess | null = null;
  try {
    for (const path of paths) {
      child ??= await startDecoding();
      const started = performance.now();
      const { outcome, reason } = await decodeIn(child, path, limit);
      yield {
        path,
        outcome,
        kind: await kindAt(path),
        reason,
        seconds: (performance.now() - started) / 1000,
      };
      if (outcome === 'crash' || outcome === 'hang') {
        child.kill('SIGKILL');
        child = null;
      }
    }
  } finally {
    child?.kill('SIGKILL');
  }
}

async function kindAt(path: string): Promise<string> {
  const head = await readPhotoHead(path, headLength).catch(() => null);
  const kind = head && kindOf(head);
  if (looksLikeFilm(path)) return 'film';
  if (!kind) return 'unknown';
  return 'foreign' in kind ? kind.foreign : kind.readable;
}

async function startDecoding(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(siblingModule(import.meta.url, './decoding-process')), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  await once(child, 'message');
  return child;
}

async function decodeIn(
  child: ChildProcess,
  path: string,
  limit: number,
): Promise<Pick<ReadFile, 'outcome' | 'reason'>> {
  const done = new AbortController();
  const late = AbortSignal.timeout(limit * 1000);
  const signal = AbortSignal.any([late, done.signal]);
  const answered = once(child, 'message', { signal }).then(([answer]) => answer as DecodingAnswer);
  const ended = once(child, 'exit', { signal }).then(([code, name]) => ({ ended: String(name ?? code) }));
  answered.catch(() => {});
  ended.catch(() => {});
  child.send(path);
  try {
    const answer = await Promise.race([answered, ended]);
    if ('ended' in answer) return { outcome: 'crash', reason: `the process ended with ${answer.ended}` };
    if ('decoded' in answer) return { outcome: 'decoded', reason: null };
    return { outcome: answer.refused.code, reason: answer.refused.message };
  } catch (error) {
    if (!late.aborted) throw error;
    return { outcome: 'hang', reason: `it takes more than ${limit} s` };
  } finally {
    done.abort();
  }
}
