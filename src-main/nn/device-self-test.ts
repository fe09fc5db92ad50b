import { Tensor } from 'onnxruntime-node';
import { dot, normalise } from '../common/vectors.ts';
import type { DeviceName } from '../contract/models.ts';
import { GraphBuilder } from './graph-builder.ts';
import { convolve } from './networks/layers.ts';
import { createSession, loadNetwork } from './onnxruntime.ts';
import { writeOnnx } from './onnx/write.ts';

/** What the self-test finds out about WebGPU. */
export type SelfTestResult =
  | { failure: string }
  /** Least cosine between the two devices' embeddings; milliseconds a face. */
  | { cosine: number; milliseconds: Record<DeviceName, number> };

/** How often slower than the CPU a single convolution shows that WebGPU runs in software. */
const hopeless = 30;
const faces = 4;
const repetitions = 2;

/**
 * Compares WebGPU with the CPU: speed and results. A driver may crash or hang while this runs. Never rejects.
 * @param thorough go through with it even where the first look shows that WebGPU is slow
 * @param foundAdapter called as soon as there is an adapter
 */
export async function testWebgpu(thorough: boolean, foundAdapter: () => void): Promise<SelfTestResult> {
  try {
    return await compare(thorough, foundAdapter);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

async function compare(thorough: boolean, foundAdapter: () => void): Promise<SelfTestResult> {
  const webgpu = await timeConvolution('webgpu', foundAdapter);
  if (!thorough) {
    const cpu = await timeConvolution('cpu');
    if (webgpu > hopeless * cpu) {
      const times = `${webgpu.toFixed(1)} ms against the CPU's ${cpu.toFixed(1)} ms`;
      return { failure: `it is as slow as a driver in software (${times} for one convolution)` };
    }
  }
  const onCpu = await embedPatterns('cpu');
  const onWebgpu = await embedPatterns('webgpu');
  return {
    cosine: leastCosine(onCpu.embedding, onWebgpu.embedding),
    milliseconds: { cpu: onCpu.milliseconds, webgpu: onWebgpu.milliseconds },
  };
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
  const milliseconds = await timeWarm(() => session.run({ x }));
  await session.release();
  return milliseconds;
}

/** Embeds made-up pictures: smooth patterns that differ in frequency and colour. */
async function embedPatterns(device: DeviceName) {
  const network = await loadNetwork('dlib-resnet-128', { name: device });
  const [, side] = network.manifest.input.shape;
  const pixels = Uint8Array.from({ length: faces * side * side * 3 }, (_, i) => {
    const picture = Math.floor(i / (side * side * 3));
    const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / (3 * side)) % side, i % 3];
    return 128 + 127 * Math.sin((x * (picture + 1) + y * (channel + 2)) / 20);
  });
  let embedding: Float32Array = new Float32Array();
  const milliseconds = await timeWarm(async () => {
    ({ embedding } = await network.run(pixels, faces));
  });
  await network.release();
  return { embedding, milliseconds: milliseconds / faces };
}

/** Milliseconds of the fastest of a few runs, after one that prepares memory and shaders. */
async function timeWarm(run: () => Promise<unknown>): Promise<number> {
  await run();
  let fastest = Infinity;
  for (let i = 0; i < repetitions; i++) {
    const started = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

function leastCosine(a: Float32Array, b: Float32Array): number {
  const dimension = a.length / faces;
  const cosines = Array.from({ length: faces }, (_, i) => {
    const [start, end] = [i * dimension, (i + 1) * dimension];
    return dot(normalise(a.slice(start, end)), normalise(b.slice(start, end)));
  });
  return Math.min(...cosines);
}
