import { beforeAll, describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { cutChip, embeddingFrames } from '../faces/align/chip.ts';
import { embedFaces } from '../faces/embed/embed.ts';
import { builtInEmbedder } from '../faces/embed/embedder.ts';
import { findFaces } from '../faces/detect/find.ts';
import { loadPipelineNetworks } from '../faces/pipeline.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { GraphBuilder } from '../nn/graph-builder.ts';
import { verifyModel } from '../nn/models.ts';
import { decodePhoto } from '../photos/decode.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { misaligned } from './augment.ts';
import { type FineTuned, fineTune, type FineTuning, type TrainingFace } from './fine-tune.ts';

let base: Uint8Array;
let faces: TrainingFace[];

/** The faces of the sample photos, each in six photos of which one is for validation; every third is nobody's. */
beforeAll(async () => {
  base = (await verifyModel('dlib-resnet-128')).onnx;
  const networks = await loadPipelineNetworks({ name: 'cpu' }, undefined, builtInEmbedder);
  const random = seededRandom(1);
  faces = [];
  let person = 0;
  for (const path of samplePhotos().slice(0, 3)) {
    const { pixels } = await decodePhoto(path, 1024);
    for (const { landmarks } of await findFaces({ pixels, shrunk: 1 }, networks, (_part, work) => work())) {
      const plain = embeddingFrames.map((frame) => cutChip(pixels, landmarks, frame));
      const named = person % 3 !== 2;
      for (let photo = 0; photo < (named ? 6 : 1); photo++) {
        const chips = plain.map((chip) => misaligned(chip, random));
        const [baseVector] = firstItems(await embedFaces([chips], networks.embedder), 1);
        const role = !named ? 'library' : photo === 0 ? 'validation' : 'train';
        faces.push({ chips, person: named ? person : -1, role, baseVector });
      }
      person++;
    }
  }
  await Promise.all([networks.detector, networks.landmarks, networks.embedder].map((one) => one.release()));
}, 60_000);

const run = (task: Partial<FineTuning>, control: Partial<Parameters<typeof fineTune>[1]> = {}) =>
  fineTune(
    {
      ...{ base, faces, baseDistance: 0.37, seed: 1, scope: 'head', budget: { seconds: null, epochs: 2 } },
      settings: { validateEvery: 1, mostViews: 80 },
      ...task,
    },
    { signal: new AbortController().signal, gate: async () => {}, progressed: () => {}, ...control },
  );

const numbers = ({ weights }: FineTuned) => Array.from(weights, ([name, { data }]) => [name, [...data]]);

describe('fine-tuning on real faces', () => {
  it('changes the layers of its scope alone, tells how far it is, and does the same for the same seed', async () => {
    const steps: number[] = [];
    const prepared: number[] = [];
    const epochs = { budget: { seconds: null, epochs: 4 } };
    const tuned = await run(epochs, {
      progressed: ({ step, loss, active, val, baseVal, secondsLeft }) => {
        steps.push(step);
        expect(Math.min(loss, active, val!, baseVal!, secondsLeft!)).toBeGreaterThanOrEqual(0);
      },
      prepared: (done, total) => prepared.push(done / total),
    });
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    expect(prepared.at(-1)).toBe(1);
    expect([...tuned.weights.keys()].filter((name) => name !== 'fc/weights')).toEqual([]);
    expect(numbers(await run(epochs))).toEqual(numbers(tuned));
  });

  it('hands over the weights that did best when it is asked to end, and before it began', async () => {
    const stop = new AbortController();
    const tuned = await run(
      { budget: { seconds: 600, epochs: null } },
      { signal: stop.signal, progressed: ({ step }) => step === 2 && stop.abort() },
    );
    expect(tuned).toMatchObject({ steps: 2, backend: 'onnxruntime', settings: { ended: 'stopped' } });
    await expect(run({}, { signal: AbortSignal.abort() })).resolves.toMatchObject({ steps: 0 });
  });

  it('hands over weights that lie seven tenths of the way from the base to those that it has learned', async () => {
    // Without validation faces the last weights are handed over, whatever they are worth.
    const task = {
      faces: faces.filter(({ role }) => role !== 'validation'),
      budget: { seconds: null, epochs: 3 },
    };
    const all = await run({ ...task, settings: { mostViews: 60, blend: 1 } });
    const tuned = await run({ ...task, settings: { mostViews: 60 } });
    expect([...all.weights.keys()]).toEqual(['fc/weights']);
    const of = ({ weights }: FineTuned) => weights.get('fc/weights')!.data;
    const from = readOnnx(base).graph.initialisers.get('fc/weights')!.data as Float32Array;
    const [learned, blended] = [of(all), of(tuned)];
    expect(blended).toHaveLength(from.length);
    let [moved, error] = [0, 0];
    for (const [i, value] of from.entries()) {
      moved = Math.max(moved, Math.abs(learned[i]! - value));
      error = Math.max(error, Math.abs(blended[i]! - (value + 0.7 * (learned[i]! - value))));
    }
    expect(moved).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(1e-3 * moved);
  });

  it('refuses a network that is not one of ours', async () => {
    const graph = new GraphBuilder('stranger');
    graph.output(graph.node('Relu', [graph.input('x', 'float32', ['batch', 2])]), 'float32', ['batch', 2]);
    await expect(run({ base: writeOnnx(graph.build()) })).rejects.toMatchObject({
      code: 'model-unsuitable',
    });
  });
});
