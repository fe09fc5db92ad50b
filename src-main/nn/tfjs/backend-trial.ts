import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../../common/module-url.ts';
import type { TrainingBackendName } from './backend-names.ts';

/** Order for the probing process. */
export interface TrialOrder {
  name: TrainingBackendName;
  /** Reject the backend where the CPU is faster. */
  againstCpu: boolean;
}

/**
 * Time limit of a trial, in milliseconds. Compiling shaders for the first time takes some seconds even on a good GPU,
 * and a minute in software, which is let through only where it is asked for.
 */
const limit = 15_000;
const askedLimit = 120_000;

/** In a packaged app the code lies in an archive, and Electron cannot act as Node (see electron-builder.yml). */
const packaged = import.meta.url.includes('.asar/');

/**
 * Tries a backend in a process of its own, since drivers can crash or hang. A packaged app cannot start one: there a
 * GPU is used only where it was asked for, untried. Never rejects.
 * @returns why it is not to be used, in words; null where it is fit
 */
export function tryApart(order: TrialOrder): Promise<string | null> {
  if (!packaged) return probe(order);
  return Promise.resolve(
    order.againstCpu ? 'the packaged app tries it out only where it is asked for' : null,
  );
}

function probe(order: TrialOrder): Promise<string | null> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(siblingModule(import.meta.url, './backend-probe')), {
      // Graphics drivers write to standard error as they like; piped and unread, it is dropped.
      silent: true,
      execArgv: [],
      // Where the executable is Electron, this makes it act as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const finish = (flaw: string | null) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(flaw);
    };
    const allowed = order.againstCpu ? limit : askedLimit;
    const timer = setTimeout(() => finish(`its trial did not finish within ${allowed / 1000} s`), allowed);
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('message', (flaw: string | null) => finish(flaw));
    child.on('error', (error) => finish(`its trial did not start: ${error.message}`));
    child.on('exit', (code, signal) => finish(`its trial ended with ${signal ?? code}`));
    child.send(order);
  });
}
