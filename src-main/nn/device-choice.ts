import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import { cudaObstacle } from './device-cuda.ts';
import type { Comparison, Gpu, SelfTestResult } from './device-self-test.ts';
import { tryDevice } from './device-trial.ts';
import type { Device } from './onnxruntime.ts';

/** Minimum cosine between two devices' embeddings of the same face. */
const minCosine = 0.999;

/** The finding about a device: `absent` where it cannot be tried because an optional part is not installed. */
export interface Finding {
  device: Gpu;
  result: SelfTestResult | { absent: string };
}

export interface DeviceChoice extends Device {
  /** The other devices that were asked about, and in words why they are not used. */
  refused: { name: Gpu; reason: string }[];
}

/** GPU devices in the order of trial. */
const gpus: readonly Gpu[] = ['cuda', 'webgpu'];
/** Names of the GPU interfaces in messages. */
export const deviceLabels: Record<Gpu, string> = { cuda: 'CUDA', webgpu: 'WebGPU' };

/**
 * Decides where networks run. A GPU is tried out against the CPU: it must give the same embeddings and, unless
 * it was asked for, be faster; the fastest that passes is taken.
 * @throws FamiliarError `device-unavailable` where a GPU was asked for and does not work
 */
export async function chooseDevice(request: DeviceRequest): Promise<DeviceChoice> {
  if (request === 'cpu') return { name: 'cpu', reason: 'the CPU was asked for', refused: [] };
  const asked = request !== 'auto';
  const findings: Finding[] = [];
  for (const device of asked ? [request] : gpus) {
    const absent = device === 'cuda' ? cudaObstacle() : null;
    const result = absent === null ? await tryDevice({ device, thorough: asked }) : { absent };
    findings.push({ device, result });
  }
  const choice = judge(findings, asked);
  if (asked && choice.name === 'cpu') throw new FamiliarError('device-unavailable', choice.reason);
  return choice;
}

/** Chooses a device from the findings. An absent optional part is told only where the device was asked for. */
export function judge(findings: readonly Finding[], asked: boolean): DeviceChoice {
  const fit: (Comparison & { device: Gpu })[] = [];
  const refused: DeviceChoice['refused'] = [];
  const reasons: string[] = [];
  for (const { device, result } of findings) {
    const flaw = flawOf(result, asked);
    if (flaw === null) {
      fit.push({ device, ...(result as Comparison) });
      continue;
    }
    refused.push({ name: device, reason: flaw });
    if (asked || !('absent' in result)) reasons.push(`not on ${deviceLabels[device]}: ${flaw}`);
  }
  fit.sort((a, b) => a.milliseconds - b.milliseconds);
  const [best, ...slower] = fit;
  if (!best) return { name: 'cpu', reason: reasons.join('; '), refused };
  for (const { device, milliseconds } of slower) {
    refused.push({
      name: device,
      reason: `${deviceLabels[best.device]} is faster: ${perFace(best.milliseconds)}`,
    });
    reasons.push(`${deviceLabels[device]} ${perFace(milliseconds)}`);
  }
  const why = `${deviceLabels[best.device]} ${asked ? 'was asked for' : 'is faster'}: ${describe(best)}`;
  return { name: best.device, reason: [why, ...reasons].join('; '), refused };
}

/** The reason why a device is not to be used, in words; null where it is fit. */
function flawOf(result: Finding['result'], asked: boolean): string | null {
  if ('absent' in result) return result.absent;
  if ('failure' in result) return result.failure;
  const { cosine, milliseconds, cpuMilliseconds } = result;
  if (!(cosine >= minCosine)) return `it gives other embeddings than the CPU (cosine ${cosine.toFixed(4)})`;
  return asked || milliseconds < cpuMilliseconds ? null : `it is not faster: ${describe(result)}`;
}

function describe({ milliseconds, cpuMilliseconds, compared, faces }: Comparison): string {
  const times = `${perFace(milliseconds)}, the CPU ${cpuMilliseconds.toFixed(1)} ms`;
  return compared < faces ? `${times} (${compared} of ${faces} faces compared: it is slow)` : times;
}

const perFace = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms a face`;
