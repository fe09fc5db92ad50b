#!/usr/bin/env node
import './node-version.ts';
import '../nn/no-telemetry.ts';
import '../common/private-umask.ts';
import { runCommandLine } from './command-line.ts';
import { exitCodes } from './exit.ts';
import { keepTerminalSafe } from './safe-output.ts';

keepTerminalSafe();

// The reader of the output may close it (`| head`); that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`familiar: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

await runCommandLine(process.argv.slice(2));
