import type { ChildProcess, SpawnOptions } from 'node:child_process';

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** True if this process was asked to end while the child ran. */
  interrupted: boolean;
}

export function runChild(
  command: string,
  args: readonly string[],
  options?: SpawnOptions & { onSpawn?: (child: ChildProcess) => void },
): Promise<ChildEnd>;

export function exitLike(end: Pick<ChildEnd, 'code' | 'signal'>): void;
