import { firstItems } from '../../common/elements.ts';
import { Tensor } from '../../nn/onnxruntime.ts';
import { seededRandom } from '../../common/random.ts';
import { normalise } from '../../common/vectors.ts';
import { mirror } from '../../faces/align/chip.ts';
import type { FloatTensor } from '../../nn/graph.ts';
import { cutGraph } from '../../nn/graph-cut.ts';
import { readOnnx } from '../../nn/onnx/read.ts';
import { writeOnnx } from '../../nn/onnx/write.ts';
import { createSession } from '../../nn/onnxruntime.ts';

import type { TrainingFace } from '../../metric-learning/fine-tune.ts';
import type { FineTune } from './trainer-messages.ts';

/**
 * A plain but real training of the last layer, for tests. Every step pulls each vector to its person's mean and away
 * from another's, slowly enough that a test can stop it. Seed 13 makes it fail.
 */
export const fineTune: FineTune = async ({ base, faces, seed, budget }, { signal, gate, progressed }) => {
  if (seed === 13) throw new Error('the trainer broke');
  const { graph } = readOnnx(base);
  const last = graph.nodes.at(-1)!;
  const [input, name] = firstItems(last.inputs, 2);
  const { dims, data } = graph.initialisers.get(name) as FloatTensor;
  const [rows, columns] = firstItems(dims, 2);
  const weights = Float32Array.from(data);
  const front = writeOnnx(cutGraph(graph, input, ['batch', rows]).front);
  const session = await createSession(front, 'cpu', { threads: 1 });
  const learned = faces.filter(({ role }) => role === 'train');
  const features: Float32Array[] = [];
  for (const face of learned) {
    await gate();
    features.push(await meanFeature(face));
  }
  const random = seededRandom(seed);
  const steps = budget.epochs ?? 20;
  let step = 0;
  while (step < steps && !signal.aborted) {
    await gate();
    const loss = learnOnce();
    step++;
    progressed({
      step,
      steps,
      loss,
      active: 0.5,
      val: step === steps ? 0.9 : null,
      baseVal: 0.8,
      secondsLeft: null,
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await session.release();
  const trained: FloatTensor = { type: 'float32', dims, data: weights };
  return {
    weights: new Map([[name, trained]]),
    steps: step,
    backend: 'onnxruntime',
    settings: { rate: 0.01 },
  };

  async function meanFeature({ chips }: TrainingFace): Promise<Float32Array> {
    const views = chips.flatMap((chip) => [chip, mirror(chip)]);
    const pixels = new Uint8Array(views.length * views[0]!.data.length);
    views.forEach((view, i) => pixels.set(view.data, i * view.data.length));
    const { width } = views[0]!;
    const feed = { [graph.inputs[0]!.name]: new Tensor('uint8', pixels, [views.length, width, width, 3]) };
    const all = (await session.run(feed))[input]!.data as Float32Array;
    return Float32Array.from({ length: rows }, (_, k) => {
      let sum = 0;
      for (let view = 0; view < views.length; view++) sum += all[view * rows + k]!;
      return sum / views.length;
    });
  }

  function embed(feature: Float32Array): Float32Array {
    const vector = new Float32Array(columns);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < columns; k++) vector[k]! += feature[i]! * weights[i * columns + k]!;
    }
    return normalise(vector);
  }

  /**
   * @returns mean squared distance to the person's own mean
   */
  function learnOnce(): number {
    const vectors = features.map(embed);
    let loss = 0;
    for (const [face, vector] of vectors.entries()) {
      const { person } = learned[face]!;
      const own = vectors.filter((_, i) => learned[i]!.person === person);
      const others = vectors.filter((_, i) => learned[i]!.person !== person);
      const other = others[Math.floor(random() * others.length)]!;
      for (let k = 0; k < columns; k++) {
        const middle = own.reduce((sum, one) => sum + one[k]!, 0) / own.length;
        loss += (vector[k]! - middle) ** 2;
        const slope = vector[k]! - middle - 0.2 * (vector[k]! - other[k]!);
        for (let i = 0; i < rows; i++) weights[i * columns + k]! -= 0.01 * slope * features[face]![i]!;
      }
    }
    return loss / vectors.length;
  }
};
