#!/usr/bin/env node
import './node-version.ts';
import '../nn/no-telemetry.ts';
import '../common/private-umask.ts';
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { backupCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import { dateCommand } from './date.ts';
import { doctorCommand } from './doctor.ts';
import { exitCodes, fail } from './exit.ts';
import { exportCommand } from './export.ts';
import { facesCommand } from './faces.ts';
import { foldersCommand } from './folders.ts';
import { historyCommand, redoCommand, undoCommand } from './history.ts';
import { identifyCommand } from './identify.ts';
import { importCommand } from './import.ts';
import { labCommands } from './laboratory.ts';
import { modelCommand } from './model.ts';
import { peopleCommand } from './people.ts';
import { removeCommand } from './remove.ts';
import { restoreCommand } from './restore.ts';
import { keepTerminalSafe } from './safe-output.ts';
import { searchCommand } from './search.ts';
import { serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';

keepTerminalSafe();

const program = new Command('familiar')
  .description('Finds the people in your own photos, on your own machine.')
  .version(version)
  .showHelpAfterError('(familiar <command> --help shows examples)')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride();

for (const command of [
  importCommand(),
  foldersCommand(),
  peopleCommand(),
  facesCommand(),
  searchCommand(),
  dateCommand(),
  identifyCommand(),
  historyCommand(),
  undoCommand(),
  redoCommand(),
  removeCommand(),
  exportCommand(),
  serveCommand(),
  trainCommand(),
  modelCommand(),
  backupCommand(),
  restoreCommand(),
  checkCommand(),
  doctorCommand(),
  ...(await labCommands(process.argv.slice(2))),
]) {
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
