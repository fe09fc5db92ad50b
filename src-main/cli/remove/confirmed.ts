import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';

/** Asks for confirmation on the terminal. Without a terminal, the command requires `--yes`. */
export async function confirmed(command: Command, question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    command.error('error: nothing has changed: it takes --yes where nobody can be asked');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
