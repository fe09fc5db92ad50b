#!/usr/bin/env node
import './node-version.ts';
import '../nn/no-telemetry.ts';
import '../common/private-umask.ts';
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { loadCommands } from './commands.ts';
import { exitCodes, fail } from './exit.ts';
import { keepTerminalSafe } from './safe-output.ts';

keepTerminalSafe();

const program = new Command('familiar')
  .description('Finds the people in your own photos, on your own machine.')
  .version(version)
  .showHelpAfterError('(familiar <command> --help shows examples)')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride();

for (const command of await loadCommands(process.argv.slice(2))) {
  program.addCommand(command.copyInheritedSettings(program));
  for (const part of command.commands) part.copyInheritedSettings(command);
}

// The reader of the output may close it (`| head`); that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`familiar: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  else fail(error);
}
