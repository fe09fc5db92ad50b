import { DifferentiatedNetwork } from '../gradient/network.ts';
import { onnxRuntime } from '../gradient/onnxruntime-runtime.ts';
import type { Runtime } from '../gradient/runtime.ts';
import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { convolve, globalAverage } from '../networks/layers.ts';
import type { TrainingBackendName } from './backend-names.ts';
import { tensorFlow } from './runtime.ts';

const map = { channels: 64, height: 16, width: 16 };
const batch = 8;
/** The first run compiles shaders; the fastest of the others counts. */
const repetitions = 3;

/**
 * Compares a backend that works with the CPU, on which ONNX Runtime trains fastest, by one training step of a
 * convolution (450 MFLOP).
 * @returns why it is not to be used, in words; null where it is the faster
 */
export async function compareSpeed(name: TrainingBackendName): Promise<string | null> {
  const own = await timeStep(tensorFlow(name));
  const cpu = await timeStep(onnxRuntime('cpu'));
  const times = `${own.toFixed(1)} ms for a step, the CPU ${cpu.toFixed(1)} ms`;
  return own < cpu ? null : `it is not faster: ${times}`;
}

function oneConvolution(): Graph {
  const { channels, height, width } = map;
  const graph = new GraphBuilder('one-convolution');
  const value = graph.input('x', 'float32', ['batch', channels, height, width]);
  const kernel = new Float32Array(channels * channels * 9).fill(1 / (channels * 9));
  const convolution = {
    kernel: { type: 'float32', dims: [channels, channels, 3, 3], data: kernel },
    bias: new Float32Array(channels),
  } as const;
  const y = globalAverage(graph, convolve(graph, { value, ...map }, convolution, { name: 'convolution' }));
  graph.output(y, 'float32', ['batch', channels]);
  return graph.build();
}

/** Milliseconds of a step forward and back. */
async function timeStep<V>(runtime: Runtime<V>): Promise<number> {
  const { channels, height, width } = map;
  const graph = oneConvolution();
  const network = await DifferentiatedNetwork.open(graph, [...graph.initialisers.keys()], runtime);
  const x = new Float32Array(batch * channels * height * width).fill(1);
  let fastest = Infinity;
  for (let i = 0; i <= repetitions; i++) {
    const started = performance.now();
    await network.accumulate(x, batch, new Float32Array(batch * channels).fill(1));
    if (i > 0) fastest = Math.min(fastest, performance.now() - started);
  }
  await network.release();
  return fastest;
}
