import { elementAt } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { bestEmbedder } from '../../faces/embed/embedder.ts';
import { type EngineName, openEngine } from '../../metric-learning/engine.ts';
import { scopeOf, weightsOf } from '../../metric-learning/scopes.ts';
import type { Inputs, Pass } from '../../nn/gradient/network.ts';
import { elementCount, type Graph } from '../../nn/graph.ts';
import { verifyModel } from '../../nn/models.ts';
import { nn2 } from '../../nn/networks/facenet/nn2.ts';
import { readOnnx } from '../../nn/onnx/read.ts';

/** Trained network: a part of the face network, or NN2 at 96 pixels and half its width from random weights. */
export const trainedParts = ['head', 'block', 'full', 'nn2'] as const;
export type TrainedPart = (typeof trainedParts)[number];

export interface StepOrder {
  part: TrainedPart;
  engine: EngineName;
  /** Number of faces in a step. */
  batch: number;
}

/** Cost of one training step. */
export interface StepMeasure {
  /** Wall-clock time, and CPU time of the process. */
  ms: number;
  cpuMs: number;
  /** Peak memory of the process with the network, in MiB. */
  peakMB: number;
}

/** Number of faces in a chunk, as in training. */
const chunk = 32;
const rate = 1e-4;
const reducedNn2 = { side: 96, width: 0.5, seed: 1 };

/**
 * One step as the trainer makes it: all faces are embedded in chunks, then each chunk goes back, and the optimiser
 * moves. Inputs and gradients are made up, since they do not change the cost; a chunk goes before, untimed.
 * @throws FamiliarError `model-*`; `device-unavailable`
 */
export async function measureStep({ part, engine, batch }: StepOrder): Promise<StepMeasure> {
  const { graph, variables } = await partOf(part);
  const { learner, release } = await openEngine(graph, variables, { engine, weightDecay: 0 });
  const x = madeUpInputs(graph, batch);
  const size = x.length / batch;
  const chunks = Array.from({ length: Math.ceil(batch / chunk) }, (_, i) => {
    const n = Math.min(chunk, batch - i * chunk);
    return { x: x.slice(i * chunk * size, (i * chunk + n) * size), n };
  });
  // A GPU is done with a step when its numbers can be read.
  const step = () => learner.step(rate).then(() => learner.weights());
  const passOf = async (some: typeof chunks) => {
    const passes: Pass[] = [];
    for (const { x, n } of some) passes.push(await learner.pass(x, n));
    for (const { vectors, accumulate } of passes) await accumulate(vectors.map(() => 1 / learner.width));
    await step();
  };
  await passOf(chunks.slice(0, 1));

  const cpu = process.cpuUsage();
  const started = performance.now();
  await passOf(chunks);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  await release();
  return { ms, cpuMs: (user + system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 };
}

async function partOf(part: TrainedPart): Promise<{ graph: Graph; variables: string[] }> {
  if (part === 'nn2') {
    const graph = nn2(reducedNn2);
    return { graph, variables: weightsOf(graph) };
  }
  const { onnx } = await verifyModel(bestEmbedder().id);
  const { back, variables } = scopeOf(readOnnx(onnx).graph, part);
  return { graph: back, variables };
}

function madeUpInputs({ inputs }: Graph, batch: number): Inputs {
  const { type, shape } = elementAt(inputs, 0);
  const random = seededRandom(1);
  const length = batch * elementCount(shape.slice(1) as number[]);
  return type === 'uint8'
    ? Uint8Array.from({ length }, () => 256 * random())
    : Float32Array.from({ length }, () => random());
}
