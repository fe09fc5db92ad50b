import { FamiliarError } from '../contract/errors.ts';
import type { TrainingScope } from '../contract/training.ts';
import { elementCount, type Graph } from '../nn/graph.ts';
import { cutGraph, withUnitOutput } from '../nn/graph-cut.ts';
import { inferShapes } from '../nn/shapes.ts';

/** A network in a part that stays as it is and one that learns. */
export interface Scoped {
  /** From pixels to a feature map; run once for each view of a face. */
  front: Graph;
  /** From the map to the unit vector. */
  back: Graph;
  /** Name of the map, and how many numbers it has. */
  map: { name: string; size: number };
  /** Initialisers of `back` that learn, in the order of the graph. */
  variables: string[];
}

/**
 * The first layer of dlib's ResNet that learns. `head` is the last layer, 256 numbers to 128; `block` the last seven
 * residual units of fourteen, from maps of 17 x 17 pixels on; `full` all units. The first convolution stays: what it
 * sees, edges and colours, is the same for everybody.
 */
const firstLearnt: Record<TrainingScope, string> = {
  head: 'fc/weights',
  block: 'conv128_down/conv1/kernel',
  full: 'conv32_1/conv1/kernel',
};

/**
 * Cuts a network before the first layer that learns.
 * @param graph dlib's ResNet, or what was trained from it
 * @throws FamiliarError `model-unsuitable` where it is another network
 */
export function scopeOf(graph: Graph, scope: TrainingScope): Scoped {
  const first = graph.nodes.find(({ inputs }) => inputs.includes(firstLearnt[scope]));
  if (!first)
    throw new FamiliarError('model-unsuitable', `${graph.name} is no network that can be fine-tuned`);
  const [name] = first.inputs;
  const shape = inferShapes(graph, { batch: 1 }).get(name)!.slice(1);
  const { front, back } = cutGraph(graph, name, ['batch', ...shape]);
  return {
    front,
    back: withUnitOutput(back),
    map: { name, size: elementCount(shape) },
    variables: weightsOf(back),
  };
}

/** Kernels, matrices and biases; not the shapes and pads that say how an operator works. */
export const weightsOf = ({ nodes, initialisers }: Graph): string[] =>
  nodes
    .filter(({ operator }) => operator === 'Conv' || operator === 'Gemm')
    .flatMap(({ inputs }) => inputs.slice(1))
    .filter((name) => initialisers.get(name)?.type === 'float32');
