import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

/** Loads the module on a thread with this environment; its message is the variable's value there. */
async function onThread(env: NodeJS.ProcessEnv): Promise<unknown> {
  const module = new URL('./no-telemetry.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(module)}).then(
    () => require('node:worker_threads').parentPort.postMessage(process.env.ORT_DISABLE_TELEMETRY),
    (error) => require('node:worker_threads').parentPort.postMessage(error.message),
  )`;
  const worker = new Worker(code, { eval: true, env });
  const [message] = await once(worker, 'message');
  await worker.terminate();
  return message;
}

it('is switched off for the process and its threads, whatever the user’s environment says', async () => {
  process.env['ORT_DISABLE_TELEMETRY'] = '0';
  await import('./no-telemetry.ts');
  expect(process.env['ORT_DISABLE_TELEMETRY']).toBe('1');
  expect(await onThread(process.env)).toBe('1');
});

it('keeps ONNX Runtime out of a thread whose process did not switch it off', async () => {
  expect(await onThread({})).toMatch(/ORT_DISABLE_TELEMETRY/);
});
