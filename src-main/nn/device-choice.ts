import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { ProbeMessage, ProbeResult } from './device-probe.ts';
import type { Device } from './onnxruntime.ts';

/**
 * How long the probe may take, in milliseconds. Without a GPU the driver says so at once; `adapter` is for one
 * that hangs. Compiling shaders for the first time takes some seconds even on a good GPU.
 */
const limits = { adapter: 5_000, auto: 12_000, asked: 120_000 };

/** Least cosine between the embeddings that the two devices give for the same picture. */
const minCosine = 0.999;

/**
 * Decides where networks run. WebGPU is tried out against the CPU in a process of its own, since drivers can
 * crash or hang: it must give the same embeddings and, unless it was asked for, be faster.
 * @throws FamiliarError `device-unavailable` where WebGPU was asked for and does not work, or `model-*`
 */
export async function chooseDevice(request: DeviceRequest): Promise<Device> {
  if (request === 'cpu') return { name: 'cpu', reason: 'the CPU was asked for' };
  const asked = request === 'webgpu';
  const result = await probe(asked ? limits.asked : limits.auto, asked);
  const verdict = judge(result, asked);
  if (verdict.name === 'cpu' && asked) throw new FamiliarError('device-unavailable', verdict.reason);
  return verdict;
}

/** What a probe's findings mean. */
export function judge(result: ProbeResult, asked: boolean): Device {
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
function probe(limit: number, thorough: boolean): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(siblingModule(import.meta.url, './device-probe')), {
      // Graphics drivers write to standard error as they like; piped and unread, it is dropped.
      silent: true,
      execArgv: [],
      // In a packaged app the executable is Electron, which becomes Node with this.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const finish = (result: ProbeResult) => {
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
