import { entryOf } from '../common/elements.ts';
import { dot, normalise } from '../common/vectors.ts';
import type { DeviceName } from '../contract/models.ts';
import { drawFaces } from './device-pictures.ts';
import { GraphBuilder } from './graph-builder.ts';
import { convolve } from './networks/layers.ts';
import { createSession, loadNetwork, type Network, Tensor } from './onnxruntime.ts';
import { writeOnnx } from './onnx/write.ts';

/** A device that is tested against the CPU. */
export type Gpu = Exclude<DeviceName, 'cpu'>;

export interface SelfTestOrder {
  device: Gpu;
  /** Compare embeddings even where the first convolution shows that the device is slow, within a time limit. */
  thorough: boolean;
  /** Number of faces to compare. */
  faces?: number;
}

/** The result of a device's self-test. */
export type SelfTestResult = { failure: string } | Comparison;

export interface Comparison {
  /** Least cosine between the two devices' embeddings of the same face. */
  cosine: number;
  /** Faces compared, and faces that should have been. */
  compared: number;
  faces: number;
  /** Milliseconds a face on the device tried out, and on the CPU. */
  milliseconds: number;
  cpuMilliseconds: number;
}

/** Faces compared unless the order says otherwise. */
const comparedFaces = 32;
/** Faces embedded at once. */
const batchSize = 4;
/** Ratio to the CPU's time for one convolution from which on a device counts as running in software. */
const hopeless = 30;
/**
 * A thorough test begins no other batch after this long, in milliseconds. A driver in software takes seconds a
 * face: it is then judged by the faces compared so far.
 */
const thoroughBudget = 40_000;
/** The first look takes the fastest of so many convolutions. */
const repetitions = 2;

/**
 * Compares a device with the CPU: speed, and embeddings of made-up faces. A driver may crash or hang while this
 * runs. Never rejects.
 * @param foundAdapter called as soon as the device has taken a network
 */
export async function testDevice(order: SelfTestOrder, foundAdapter: () => void): Promise<SelfTestResult> {
  try {
    return (await firstLook(order, foundAdapter)) ?? (await compare(order));
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Finds out by one convolution whether the device is worth more time. */
async function firstLook(
  { device, thorough }: SelfTestOrder,
  foundAdapter: () => void,
): Promise<{ failure: string } | null> {
  const time = await timeConvolution(device, foundAdapter);
  if (thorough) return null;
  const cpu = await timeConvolution('cpu');
  if (time <= hopeless * cpu) return null;
  const times = `${time.toFixed(1)} ms against the CPU's ${cpu.toFixed(1)} ms`;
  return { failure: `it is as slow as a driver in software (${times} for one convolution)` };
}

/** Milliseconds of one 3x3 convolution of 64 channels (40 MFLOP), shader compilation left out. */
async function timeConvolution(device: DeviceName, loaded?: () => void): Promise<number> {
  const size = { channels: 64, height: 16, width: 32 };
  const { channels, height, width } = size;
  const graph = new GraphBuilder('one-convolution');
  const value = graph.input('x', 'float32', [1, channels, height, width]);
  const kernel = new Float32Array(channels * channels * 9).fill(1 / (channels * 9));
  const convolution = {
    kernel: { type: 'float32', dims: [channels, channels, 3, 3], data: kernel },
    bias: new Float32Array(channels),
  } as const;
  const y = convolve(graph, { value, ...size }, convolution, { name: 'convolution' });
  graph.output(y.value, 'float32', [1, channels, height, width]);

  const session = await createSession(writeOnnx(graph.build()), device);
  loaded?.();
  const data = new Float32Array(channels * height * width).fill(1);
  const x = new Tensor('float32', data, [1, channels, height, width]);
  await session.run({ x });
  let fastest = Infinity;
  for (let i = 0; i < repetitions; i++) {
    const started = performance.now();
    await session.run({ x });
    fastest = Math.min(fastest, performance.now() - started);
  }
  await session.release();
  return fastest;
}

/** Embeds the same faces on both devices, a batch at a time. */
async function compare({ device, thorough, faces = comparedFaces }: SelfTestOrder): Promise<Comparison> {
  const cpu = await loadNetwork('dlib-resnet-128', { name: 'cpu' });
  const tried = await loadNetwork('dlib-resnet-128', { name: device });
  const [, side] = cpu.manifest.input.shape;
  const pixels = drawFaces(faces, Number(side));
  const bytes = pixels.length / faces;
  const started = performance.now();
  const result = { cosine: 1, compared: 0, faces, milliseconds: Infinity, cpuMilliseconds: Infinity };
  while (result.compared < faces) {
    const from = result.compared;
    if (from > 0 && thorough && performance.now() - started > thoroughBudget) break;
    const count = Math.min(batchSize, faces - from);
    const batch = pixels.subarray(from * bytes, (from + count) * bytes);
    const onCpu = await embed(cpu, batch, count);
    const onDevice = await embed(tried, batch, count);
    result.cosine = Math.min(result.cosine, ...cosines(onCpu.embedding, onDevice.embedding, count));
    // The first batch prepares memory and shaders, so it is the fastest only where it is the only one.
    result.cpuMilliseconds = Math.min(result.cpuMilliseconds, onCpu.milliseconds / count);
    result.milliseconds = Math.min(result.milliseconds, onDevice.milliseconds / count);
    result.compared += count;
  }
  await cpu.release();
  await tried.release();
  return result;
}

async function embed(network: Network, pixels: Uint8Array, count: number) {
  const started = performance.now();
  const embedding = entryOf(await network.run(pixels, count), 'embedding');
  return { embedding, milliseconds: performance.now() - started };
}

function cosines(a: Float32Array, b: Float32Array, count: number): number[] {
  const dimension = a.length / count;
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i * dimension, (i + 1) * dimension];
    return dot(normalise(a.slice(start, end)), normalise(b.slice(start, end)));
  });
}
