import * as tf from '@tensorflow/tfjs-core';
import { FamiliarError } from '../../contract/errors.ts';
import { nodeGpuIsInstalled, openNodeGpu } from './backend-node-gpu.ts';
import { openWasm } from './backend-wasm.ts';
import { openWebGpu } from './backend-webgpu.ts';
import {
  engineNames,
  type TrainingBackendName,
  type TrainingBackendRequest,
  trainingBackends,
} from './backend-names.ts';
import { tryApart } from './backend-trial.ts';
import { checkBackend } from './self-test.ts';

/** A backend of TensorFlow.js that passed its self-test. The whole process computes on it from then on. */
export interface TrainingBackend {
  name: TrainingBackendName;
  /** The reason for the backend, in words. */
  reason: string;
  /** The backends before it in the order, with the reasons against them. */
  refused: { name: TrainingBackendName; reason: string }[];
}

/** Registers a backend with TensorFlow.js. @throws Error with the reason in words */
type Opener = () => Promise<void>;

const openers: Record<TrainingBackendName, Opener> = {
  'tfjs-node-gpu': openNodeGpu,
  webgpu: openWebGpu,
  wasm: openWasm,
};

/**
 * Opens the first backend that works: it must compute the values and the gradients of a small network right and,
 * unless it was asked for, be faster than the CPU.
 * @throws FamiliarError `device-unavailable`, saying why, where none does or the one asked for does not
 */
export async function openTraining(request: TrainingBackendRequest): Promise<TrainingBackend> {
  const refused: TrainingBackend['refused'] = [];
  const asked = request !== 'auto';
  for (const name of asked ? [request] : trainingBackends) {
    const untried = name === 'wasm' || (name === 'tfjs-node-gpu' && !nodeGpuIsInstalled());
    const flaw = untried ? null : await tryApart({ name, againstCpu: !asked });
    const reason = flaw ?? (await tryBackend(name));
    if (reason === null)
      return { name, reason: asked ? 'it was asked for' : 'the first that works', refused };
    refused.push({ name, reason });
  }
  const reasons = refused.map(({ name, reason }) => `${name}: ${reason}`);
  throw new FamiliarError('device-unavailable', `nothing to train on: ${reasons.join('; ')}`);
}

/** Opens a backend in this process. @returns the reason against it, in words; null where it is fit */
export async function tryBackend(name: TrainingBackendName): Promise<string | null> {
  try {
    // Without this, TensorFlow.js advertises its other packages on the console.
    tf.env().set('IS_TEST', true);
    await openers[name]();
    if (!(await tf.setBackend(engineNames[name]))) return 'TensorFlow.js cannot start it';
    return await checkBackend({ name });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
