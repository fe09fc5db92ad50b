import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { newCallCount, terminateOutsideCalls } from './native-calls.ts';

/** Starts a thread that runs this as the body of an async function, with `call` for a call of the library. */
async function start(body: string) {
  const count = newCallCount();
  const module = new URL('./native-calls.ts', import.meta.url).href;
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    import(${JSON.stringify(module)}).then(async ({ callNative: call, countCallsIn }) => {
      countCallsIn(workerData);
      ${body}
    });`,
    { eval: true, workerData: count },
  );
  onTestFinished(() => void worker.terminate());
  const exited = once(worker, 'exit');
  let hasExited = false;
  void exited.then(() => (hasExited = true));
  await once(worker, 'message');
  return { worker, count, exited, hasExited: () => hasExited };
}

it('terminates a thread that does not react, where no call is under way', async () => {
  const { worker, count, exited } = await start(`parentPort.postMessage(0); for (;;);`);
  terminateOutsideCalls(worker, count, 10);
  await exited;
});

it('leaves a thread alone for as long as a call is under way', async () => {
  const { worker, count, exited, hasExited } = await start(`
    setInterval(() => {}, 1000);
    parentPort.once('message', () => finish());
    let finish;
    void call(() => new Promise((resolve) => (finish = resolve)));
    parentPort.postMessage(0);`);
  terminateOutsideCalls(worker, count, 10);
  await wait(300);
  expect(hasExited()).toBe(false);
  worker.postMessage(0);
  await exited;
});

it('lets a thread that is to end begin no call', async () => {
  const { worker, count, hasExited } = await start(`
    let made = 0;
    parentPort.on('message', () => call(async () => made++).then(
      () => parentPort.postMessage(made),
      ({ code }) => parentPort.postMessage(code + made),
    ));
    parentPort.postMessage(0);`);
  const ask = async () => {
    worker.postMessage(0);
    return (await once(worker, 'message'))[0] as unknown;
  };
  expect(await ask()).toBe(1);
  const callOff = terminateOutsideCalls(worker, count, 300);
  expect(await ask()).toBe('cancelled1');
  callOff();
  await wait(500);
  expect(hasExited()).toBe(false);
});
