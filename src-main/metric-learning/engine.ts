import { DifferentiatedNetwork } from '../nn/gradient/network.ts';
import { onnxRuntime } from '../nn/gradient/onnxruntime-runtime.ts';
import { adam } from '../nn/gradient/optimiser.ts';
import type { FloatTensor, Graph } from '../nn/graph.ts';
import type { TrainingBackendName } from '../nn/tfjs/backend-names.ts';
import { Learner } from './learner.ts';
import type { Trainable } from './trainable.ts';

/** A program that computes gradients: TensorFlow.js on one of its backends, or ONNX Runtime on the CPU. */
export type EngineName = TrainingBackendName | 'onnxruntime';

export interface Engine {
  name: EngineName;
  learner: Trainable<Map<string, FloatTensor>>;
  release(): Promise<void>;
}

/**
 * Opens a network for training with Adam. [Note: Engines] A GPU goes first: TensorFlow.js on CUDA, or on WebGPU, where
 * they work and are faster than a CPU. On a CPU, ONNX Runtime runs the gradient of the graph (nn/gradient), which takes
 * less than half the CPU time of TensorFlow.js in WebAssembly, and all cores; WebAssembly is used on request.
 * @param variables initialisers of the graph that learn
 * @throws FamiliarError `device-unavailable` where the engine asked for is not there
 */
export async function openEngine(
  graph: Graph,
  variables: readonly string[],
  { engine, weightDecay }: { engine: EngineName | 'auto'; weightDecay: number },
): Promise<Engine> {
  const name = engine === 'auto' ? (await chooseEngine()).name : engine;
  const network = await openNetwork(graph, variables, name, engine !== 'auto');
  // The trainer sets the rate before each step.
  const learner = new Learner(network, adam({ rate: 0, weightDecay }));
  return { name, learner, release: () => network.release() };
}

/** @param unopened tells that TensorFlow.js's backend has not been opened yet */
async function openNetwork(
  graph: Graph,
  variables: readonly string[],
  name: EngineName,
  unopened: boolean,
): Promise<DifferentiatedNetwork> {
  if (name === 'onnxruntime') return DifferentiatedNetwork.open(graph, variables, onnxRuntime('cpu'));
  // TensorFlow.js is loaded only where it is used.
  const { openTraining } = await import('../nn/tfjs/backend.ts');
  const { tensorFlow } = await import('../nn/tfjs/runtime.ts');
  if (unopened) await openTraining(name);
  return DifferentiatedNetwork.open(graph, variables, tensorFlow(name));
}

/** The chosen engine, and the engines before it in the order with the reasons against them. */
export interface ChosenEngine {
  name: EngineName;
  /** The reason for the engine, in words. */
  reason: string;
  refused: { name: EngineName; reason: string }[];
}

/** The engine that trains fastest here [Note: Engines]. */
export async function chooseEngine(): Promise<ChosenEngine> {
  const { openTraining } = await import('../nn/tfjs/backend.ts');
  const { name, reason, refused } = await openTraining('auto').catch((error: unknown) => {
    const { message } = error as Error;
    return { name: 'wasm' as const, reason: message, refused: [] };
  });
  if (name !== 'wasm') return { name, reason, refused };
  return { name: 'onnxruntime', reason: 'the fastest on a CPU', refused };
}
