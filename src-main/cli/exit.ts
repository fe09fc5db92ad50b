import { FamiliarError, toWireError } from '../contract/errors.ts';
import { oneLine } from '../contract/visible-text.ts';
import { asLibraryError } from '../db/errors.ts';

/** Exit statuses of commands. */
export const exitCodes = {
  done: 0,
  /** The command failed. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

/** Reports on standard error why a command failed, with the code, and sets the exit status. */
export function fail(raw: unknown): void {
  const thrown = asLibraryError(raw);
  const { code, message } = toWireError(thrown);
  process.stderr.write(`familiar: ${oneLine(message)} (${code})\n`);
  if (!(thrown instanceof FamiliarError) && thrown instanceof Error)
    process.stderr.write(`${thrown.stack}\n`);
  const isUsage = code === 'bad-request' || code === 'path-missing';
  process.exitCode = isUsage ? exitCodes.usage : exitCodes.failed;
}
