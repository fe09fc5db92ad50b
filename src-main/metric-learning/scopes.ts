import { elementAt, firstItems, required } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { TrainingScope } from '../contract/training.ts';
import { elementCount, type Graph } from '../nn/graph.ts';
import { cutBranches, cutGraph, withUnitOutput } from '../nn/graph-cut.ts';
import { inferShapes } from '../nn/shapes.ts';

/** A network in a part that stays as it is and one that learns. */
export interface Scoped {
  /** The layers from pixels to a feature map; run once for each view of a face. */
  front: Graph;
  /** The layers from the map to the unit vector. */
  back: Graph;
  /** Name of the map, and how many numbers it has. */
  map: { name: string; size: number };
  /** Initialisers of `back` that learn, in the order of the graph. */
  variables: string[];
}

type FirstLayers = Record<TrainingScope, readonly string[]>;

/**
 * The first layer of dlib's ResNet that learns. `head` is the last layer, 256 numbers to 128; `block` the last seven
 * residual units of fourteen, from maps of 17 x 17 pixels on; `full` all units. The first convolution stays: what it
 * sees, edges and colours, is the same for everybody.
 */
const inDlib: FirstLayers = {
  head: ['fc/weights'],
  block: ['conv128_down/conv1/kernel'],
  full: ['conv32_1/conv1/kernel'],
};

/**
 * The first layers of the joint network that learn, one in each branch. `head` is the projection of both vectors, 320
 * numbers to 128; `block` the same of dlib's branch as above, MobileFaceNet's last two blocks (maps of 7 x 7 pixels) and
 * what follows, and the projection; `full` all units of dlib's, and MobileFaceNet from maps of 28 x 28 pixels on. Slopes
 * of PReLU stay.
 */
const inJoint: FirstLayers = {
  head: ['projection/weights'],
  block: ['conv128_down/conv1/kernel', 'Conv2d_6_InvResBlock_0/Conv/kernel'],
  full: ['conv32_1/conv1/kernel', 'Conv2d_3_InvResBlock_0/Conv/kernel'],
};

/**
 * Cuts a network before the first layers that learn.
 * @param graph a network that comes with Familiar, or what was trained from it
 * @throws FamiliarError `model-unsuitable` where it is another network
 */
export function scopeOf(graph: Graph, scope: TrainingScope): Scoped {
  const layers = (graph.initialisers.has(elementAt(inJoint.head, 0)) ? inJoint : inDlib)[scope];
  const shapes = inferShapes(graph, { batch: 1 });
  const maps = layers.map((layer) => {
    const first = graph.nodes.find(({ inputs }) => inputs.includes(layer));
    if (first)
      return { name: elementAt(first.inputs, 0), shape: required(shapes.get(elementAt(first.inputs, 0))) };
    throw new FamiliarError('model-unsuitable', `${graph.name} is no network that can be fine-tuned`);
  });
  const [{ name, shape }] = firstItems(maps, 1);
  const size = maps.reduce((sum, map) => sum + elementCount(map.shape), 0);
  const { front, back } =
    maps.length === 1
      ? cutGraph(graph, name, ['batch', ...shape.slice(1)])
      : cutBranches(graph, maps, bothMaps);
  return {
    front,
    back: withUnitOutput(back),
    map: { name: maps.length === 1 ? name : bothMaps, size },
    variables: weightsOf(back),
  };
}

/** The maps of both branches, where a network of two is cut. */
const bothMaps = 'maps';

/** Kernels, matrices and biases; not the shapes and pads that say how an operator works. */
export const weightsOf = ({ nodes, initialisers }: Graph): string[] =>
  nodes
    .filter(({ operator }) => operator === 'Conv' || operator === 'Gemm')
    .flatMap(({ inputs }) => inputs.slice(1))
    .filter((name) => initialisers.get(name)?.type === 'float32');
