import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { loadCommands } from './commands.ts';
import { exitCodes, fail } from './exit.ts';

/**
 * Runs one command of the command line to its end. Output goes to the standard streams, the status to
 * `process.exitCode`, which stays undefined where the command succeeds.
 * @param args arguments without the executable and the script
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const program = new Command('familiar')
    .description('Finds the people in your own photos, on your own machine.')
    .version(version)
    .showHelpAfterError('(familiar <command> --help shows examples)')
    .configureHelp({ showGlobalOptions: false })
    .exitOverride();

  for (const command of await loadCommands(args)) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(command);
  }

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
    else fail(error);
  }
}
