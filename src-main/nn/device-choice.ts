import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { ProbeMessage } from './device-probe.ts';
import type { SelfTestResult } from './device-self-test.ts';
import type { Device } from './onnxruntime.ts';

/**
 * How long the probe may take, in milliseconds. Without a GPU the driver says so at once; `adapter` is for one
 * that hangs. Compiling shaders for the first time takes some seconds even on a good GPU.
 */
const limits = { adapter: 5_000, auto: 12_000, asked: 120_000 };

/** Least cosine between the embeddings that the two devices give for the same picture. */
const minCosine = 0.999;

/** In a packaged app the code lies in an archive, and Electron cannot act as Node (see electron-builder.yml). */
const packaged = import.meta.url.includes('.asar/');

/**
 * Decides where networks run. WebGPU is tried out against the CPU: it must give the same embeddings and,
 * unless it was asked for, be faster. Since drivers can crash or hang, this happens in a process of its own.
 * A packaged app cannot start one: there WebGPU has to be asked for, and is tried out in this process.
 * @throws FamiliarError `device-unavailable` where WebGPU was asked for and does not work
 */
export async function chooseDevice(request: DeviceRequest): Promise<Device> {
  if (request === 'cpu') return { name: 'cpu', reason: 'the CPU was asked for' };
  const asked = request === 'webgpu';
  const verdict = judge(await selfTest(asked), asked);
  if (verdict.name === 'cpu' && asked) throw new FamiliarError('device-unavailable', verdict.reason);
  return verdict;
}

async function selfTest(asked: boolean): Promise<SelfTestResult> {
  if (!packaged) return probe(asked ? limits.asked : limits.auto, asked);
  if (!asked) return { failure: 'the packaged app tries it out only where it is asked for' };
  const { testWebgpu } = await import('./device-self-test.ts');
  return testWebgpu(true, () => {});
}

/** What the findings mean. */
export function judge(result: SelfTestResult, asked: boolean): Device {
  if ('failure' in result) return { name: 'cpu', reason: `not on WebGPU: ${result.failure}` };
  const { cosine, milliseconds } = result;
  if (!(cosine >= minCosine)) {
    return {
      name: 'cpu',
      reason: `WebGPU gives other embeddings than the CPU (cosine ${cosine.toFixed(4)})`,
    };
  }
  const times = `${milliseconds.webgpu.toFixed(1)} ms a face, the CPU ${milliseconds.cpu.toFixed(1)} ms`;
  if (asked) return { name: 'webgpu', reason: `WebGPU was asked for: ${times}` };
  return milliseconds.webgpu < milliseconds.cpu
    ? { name: 'webgpu', reason: `WebGPU is faster: ${times}` }
    : { name: 'cpu', reason: `WebGPU is not faster: ${times}` };
}

/** Runs the probe, and ends it when a time limit has passed. Never rejects. */
function probe(limit: number, thorough: boolean): Promise<SelfTestResult> {
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

    let timer = giveUp('its driver did not answer', limits.adapter);
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('message', (message: ProbeMessage) => {
      if (message !== 'adapter') return finish(message);
      clearTimeout(timer);
      timer = giveUp('the self-test did not finish', limit);
    });
    child.on('error', (error) => finish({ failure: `the self-test did not start: ${error.message}` }));
    child.on('exit', (code, signal) => finish({ failure: `the self-test ended with ${signal ?? code}` }));
    child.send({ thorough });
  });
}
