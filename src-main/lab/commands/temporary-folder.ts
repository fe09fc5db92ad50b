import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../cli/exit.ts';

/** Runs `work` in a temporary folder and removes it afterwards, also on an interrupt. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'familiar-bench-'));
  const clearUp = () => rmSync(folder, { recursive: true, force: true });
  const onInterrupt = () => {
    clearUp();
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  try {
    return await work(folder);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    clearUp();
  }
}
