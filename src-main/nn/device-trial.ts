import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../common/module-url.ts';
import type { ProbeMessage } from './device-probe.ts';
import type { Gpu, SelfTestOrder, SelfTestResult } from './device-self-test.ts';

/**
 * Time limits of the self-test, in milliseconds: until the device has answered, and from then on. Without a
 * GPU the driver says so at once; `answer` is for one that hangs, and for CUDA's libraries, which are hundreds of
 * megabytes. Compiling shaders for the first time takes some seconds even on a good GPU, and a minute in software.
 */
const limits: Record<Gpu, { answer: number; test: number }> = {
  webgpu: { answer: 5_000, test: 12_000 },
  cuda: { answer: 20_000, test: 20_000 },
};
const thoroughLimits = { answer: 30_000, test: 180_000 };

/** In a packaged app the code lies in an archive, and Electron cannot act as Node (see electron-builder.yml). */
const packaged = import.meta.url.includes('.asar/');

/**
 * Tries a device out against the CPU. Since drivers can crash or hang, this happens in a process of its own,
 * with time limits. A packaged app cannot start one: there only a device that was asked for (`thorough`) is
 * tried out, in this process. Never rejects.
 */
export async function tryDevice(order: SelfTestOrder): Promise<SelfTestResult> {
  if (!packaged) return probe(order);
  if (!order.thorough) return { failure: 'the packaged app tries it out only where it is asked for' };
  const { testDevice } = await import('./device-self-test.ts');
  return testDevice(order, () => {});
}

/** Runs the probe, and ends it when a time limit has passed. */
function probe(order: SelfTestOrder): Promise<SelfTestResult> {
  const { answer, test } = order.thorough ? thoroughLimits : limits[order.device];
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(siblingModule(import.meta.url, './device-probe')), {
      // Graphics drivers write to standard error as they like; piped and unread, it is dropped.
      silent: true,
      execArgv: [],
      // Where the executable is Electron, this makes it act as Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const finish = (result: SelfTestResult) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(result);
    };
    const giveUp = (what: string, after: number) =>
      setTimeout(() => finish({ failure: `${what} within ${after / 1000} s` }), after);

    let timer = giveUp('its driver did not answer', answer);
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('message', (message: ProbeMessage) => {
      if (message !== 'adapter') return finish(message);
      clearTimeout(timer);
      timer = giveUp('the self-test did not finish', test);
    });
    child.on('error', (error) => finish({ failure: `the self-test did not start: ${error.message}` }));
    child.on('exit', (code, signal) => finish({ failure: `the self-test ended with ${signal ?? code}` }));
    child.send(order);
  });
}
