import './no-telemetry.ts';
import { availableParallelism } from 'node:os';
// eslint-disable-next-line no-restricted-imports -- the one place; the others import from here
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { entryOf } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceName } from '../contract/models.ts';
import { type ModelManifest, verifyModel } from './models.ts';
import { callNative } from './native-calls.ts';

export { InferenceSession, Tensor };

/** The device that runs networks, and the reason for it in words. */
export interface Device {
  name: DeviceName;
  reason: string;
}

/** A network, loaded and ready. Running it blocks the calling thread, so use it on a worker thread. */
export interface Network {
  readonly manifest: ModelManifest;
  /**
   * @param pixels RGB, 0 to 255, rows from the top; `batch` pictures of equal size one after another
   * @param size of each picture, for networks that take any
   * @returns each output's numbers by its name, row-major; shapes as the manifest has them
   * @throws RangeError where there are fewer or more pixels than that; FamiliarError `device-unavailable` where the GPU
   * fails: it was lost, or its memory is full
   */
  run(pixels: Uint8Array, batch: number, size?: InputSize): Promise<Record<string, Float32Array>>;
  /** Frees the network's memory. It cannot be run any more. */
  release(): Promise<void>;
}

/** Pixels. */
export interface InputSize {
  width: number;
  height: number;
}

export interface NetworkOptions {
  /** Threads that share the work of one run on the CPU; by default, all that the machine has. */
  threads?: number;
}

/** ONNX Runtime's severities: 4 is fatal. Less severe messages would end up in a command's own output. */
const fatalOnly = 4;
env.logLevel = 'fatal';

/**
 * Loads a model after checking it against its manifest.
 * @throws FamiliarError `model-missing`, `model-damaged`, or `device-unavailable` where a GPU refuses
 */
export async function loadNetwork(
  id: string,
  device: Pick<Device, 'name'>,
  options: NetworkOptions = {},
): Promise<Network> {
  const { manifest, onnx } = await verifyModel(id);
  const session = await createSession(onnx, device.name, options);
  const [, fixedHeight, fixedWidth, channels] = manifest.input.shape;

  return {
    manifest,
    async run(pixels, batch, size) {
      const height = typeof fixedHeight === 'number' ? fixedHeight : (size?.height ?? 0);
      const width = typeof fixedWidth === 'number' ? fixedWidth : (size?.width ?? 0);
      const expected = batch * height * width * channels;
      if (batch < 1 || pixels.length !== expected) {
        throw new RangeError(`${id} takes ${expected} bytes for ${batch} pictures, not ${pixels.length}`);
      }
      const input = new Tensor('uint8', pixels, [batch, height, width, channels]);
      const results = await session.run({ [manifest.input.name]: input }).catch((cause: unknown) => {
        if (device.name === 'cpu' || cause instanceof FamiliarError) throw cause;
        throw new FamiliarError('device-unavailable', refusal(cause), { cause });
      });
      return Object.fromEntries(
        manifest.outputs.map(({ name }) => [name, entryOf(results, name).data as Float32Array]),
      );
    },
    release: () => session.release(),
  };
}

/**
 * A session on an ONNX file in memory. Operators that a GPU's provider lacks run on the CPU.
 * @throws FamiliarError `device-unavailable`, saying why in words, where the GPU's provider refuses
 */
export async function createSession(
  onnx: Uint8Array,
  device: DeviceName,
  options: NetworkOptions = {},
): Promise<InferenceSession> {
  const session = await callNative(() => newSession(onnx, device, options));
  const run = session.run.bind(session) as (...args: unknown[]) => ReturnType<InferenceSession['run']>;
  session.run = (...args: unknown[]) => callNative(() => run(...args));
  return session;
}

async function newSession(
  onnx: Uint8Array,
  device: DeviceName,
  { threads = availableParallelism() }: NetworkOptions,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(onnx, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Plans of memory are kept for every size of input: 50 MB more for the detector, and no faster.
      enableMemPattern: false,
      logSeverityLevel: fatalOnly,
      // Threads that wait actively take the cores from decoding, which runs beside: measured on two busy
      // cores, each network is twice as fast without, in wall-clock time.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    if (device === 'cpu') throw cause;
    throw new FamiliarError('device-unavailable', refusal(cause), { cause });
  }
}

/** Translates a provider's refusals. */
const refusals: [RegExp, string][] = [
  [/No supported adapters/, 'there is no adapter (no graphics card with a driver for it)'],
  [
    /Failed to load (shared )?library/,
    'its libraries cannot be loaded (it needs those of CUDA 12 and cuDNN 9 where the system looks for them)',
  ],
  [/CUDA failure 35\b|driver version is insufficient/, 'the NVIDIA driver is missing or too old'],
  [/CUDA failure 100\b|no CUDA-capable device/, 'there is no NVIDIA GPU'],
  [/CUDA failure 2\b|out of memory/i, 'its memory is full'],
];

/** ONNX Runtime puts the failed check and its place in the source before what happened. */
function refusal(cause: unknown): string {
  const message = cause instanceof Error ? cause.message.trim() : String(cause);
  return refusals.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
