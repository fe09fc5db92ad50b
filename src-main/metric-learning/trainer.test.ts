import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { FamiliarError } from '../contract/errors.ts';
import { valAtFar } from '../metrics/validation-rate.ts';
import { squaredDistances } from './distances.ts';
import type { NegativeChoice } from './mining/negatives.ts';
import { LinearNetwork } from './test-linear-network.ts';
import {
  faceSize,
  type SyntheticFaces,
  syntheticFaces,
  trainingSet,
  validationOf,
} from './test-synthetic-faces.ts';
import { type StepFigures, train, type TrainingOptions } from './trainer.ts';

const width = 6;
const options: TrainingOptions = {
  seed: 1,
  batch: { people: 8, faces: 5, negatives: 0 },
  positives: 'all',
  negatives: 'semi-hard',
  curriculum: false,
  margin: 0.2,
  schedule: () => 0.3,
  chunk: 16,
  limit: { steps: 50 },
};

const faces = syntheticFaces(30, 8, 1);
const network = (seed = 1) => new LinearNetwork(faceSize, width, seed, true);

/** VAL at FAR 0.01 on people whom nobody trains on. */
const strangers = syntheticFaces(25, 5, 101);
const score = (vectors: Float32Array): number => {
  const { count, values } = squaredDistances(vectors, width);
  const pairs: { same: number[]; different: number[] } = { same: [], different: [] };
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const kind = strangers.people[i] === strangers.people[j] ? 'same' : 'different';
      pairs[kind].push(values[i * count + j]!);
    }
  }
  return valAtFar(pairs.same, pairs.different, 0.01)!.val;
};

async function learn(of: SyntheticFaces, over: Partial<TrainingOptions>, learner = network()) {
  const steps: StepFigures[] = [];
  const validation = validationOf(strangers, score, 25);
  const result = await train(learner, trainingSet(of), validation, { ...options, ...over }, { onStep: (figures) => steps.push(figures) }); // prettier-ignore
  return { ...result, steps: steps, learner };
}

describe('training', () => {
  it('learns to tell people apart whom it has never seen', async () => {
    const { baseScore, best, steps } = await learn(faces, { limit: { steps: 100 } });
    expect(baseScore).toBeLessThan(0.05);
    expect(best!.score).toBeGreaterThan(0.7);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(steps.filter(({ score }) => score !== null).map(({ step }) => step)).toEqual([25, 50, 75, 100]);
    expect(steps.at(-1)!.progress).toBe(1);
    expect(steps.at(-1)!.positive! / steps.at(-1)!.negative!).toBeLessThan(0.7 * (steps[0]!.positive! / steps[0]!.negative!)); // prettier-ignore
  });

  it('learns more of semi-hard negatives than of random ones in as many steps', async () => {
    for (const seed of [1, 2, 3]) {
      const reached = async (negatives: NegativeChoice) => {
        const run = await learn(syntheticFaces(30, 8, seed), { seed, negatives, schedule: () => 0.05 }, network(seed)); // prettier-ignore
        return run.best!.score;
      };
      expect(await reached('semi-hard')).toBeGreaterThan(await reached('random'));
    }
  });

  it('collapses on the hardest negatives where half of the labels are wrong, says so, and not on semi-hard ones', async () => {
    const random = seededRandom(4);
    const people = faces.people.map((person) => (random() < 0.5 ? Math.floor(random() * 30) : person));
    const doubtful = { ...faces, people };
    const error = await learn(doubtful, { negatives: 'hardest', limit: { steps: 250 } }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FamiliarError);
    expect(error).toMatchObject({ code: 'training-collapsed' });
    const { steps } = await learn(doubtful, { limit: { steps: 250 } });
    expect(steps.at(-1)!.negative).toBeGreaterThan(1);
  });

  it('learns of triplets that were mined offline among many people', async () => {
    const { best } = await learn(faces, { offline: { every: 10, people: 30 }, limit: { steps: 100 } });
    expect(best!.score).toBeGreaterThan(0.6);
  });

  it('takes ever more of the hardest negatives in a curriculum', async () => {
    const { best, steps } = await learn(faces, { curriculum: true, limit: { steps: 100 } });
    const allActive = (from: number, to: number) =>
      steps.slice(from, to).every(({ active, triplets }) => active === triplets);
    expect(allActive(0, 50)).toBe(true);
    expect(allActive(50, 100)).toBe(false);
    expect(best!.score).toBeGreaterThan(0.6);
  });

  it('comes to the same weights in chunks as in one piece, and never runs more than a chunk', async () => {
    const run = async (chunk: number) => {
      const learner = new LinearNetwork(faceSize, width, 1);
      const base = {
        vectors: await learner.run(faces.inputs, 240),
        distillationWeight: () => 1,
        distances: 1,
      };
      learner.calls.length = 0;
      const set = { ...trainingSet(faces), base };
      await train(learner, set, null, { ...options, chunk, limit: { steps: 5 } });
      return learner;
    };
    const [whole, chunked] = [await run(1000), await run(7)];
    const weights = await chunked.weights();
    (await whole.weights()).forEach((weight, i) => expect(weights[i]).toBeCloseTo(weight, 10));
    expect(whole.calls).toEqual(Array(10).fill(40));
    expect(Math.max(...chunked.calls)).toBe(7);
    const start = await new LinearNetwork(faceSize, width, 1).weights();
    expect(weights).not.toEqual(start);
  });

  it('stays nearer to its base model the more it is held to it', async () => {
    const moved = async (weight: number, distances: number) => {
      const learner = network();
      const vectors = await learner.run(faces.inputs, 240);
      const base = { vectors, distillationWeight: () => weight, distances };
      await train(learner, { ...trainingSet(faces), base }, null, options);
      const after = await learner.run(faces.inputs, 240);
      return after.reduce((sum, value, i) => sum + (value - vectors[i]!) ** 2, 0) / 240;
    };
    const free = await moved(0, 0);
    const held = await moved(1, 0);
    expect(held).toBeLessThan(0.8 * free);
    expect(await moved(10, 0)).toBeLessThan(0.5 * held);
    expect(await moved(0, 3)).toBeLessThan(0.8 * free);
  });

  it('is the same for the same seed, and another for another', async () => {
    const weights = async (seed: number) => {
      const { learner } = await learn(faces, { seed, negatives: 'semi-hard-random', limit: { steps: 10 } });
      return learner.weights();
    };
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
  });
});

describe('the end of training', () => {
  /** Scores that come one after the other. */
  const scored = (scores: number[]) => {
    const left = [...scores];
    return validationOf(strangers, () => left.shift()!, 2, 3);
  };

  it('leaves the weights that scored best, and comes when there was no gain for a while', async () => {
    const learner = network();
    const seen = new Map<number, Float64Array>();
    const steps: Promise<unknown>[] = [];
    const onStep = ({ step }: StepFigures) =>
      void steps.push(learner.weights().then((w) => seen.set(step, w)));
    const result = await train(learner, trainingSet(faces), scored([0.1, 0.5, 0.3, 0.5, 0.2, 0.9]), options, { onStep }); // prettier-ignore
    await Promise.all(steps);
    expect(result).toEqual({ steps: 8, ended: 'no-gain', baseScore: 0.1, best: { step: 6, score: 0.5 } });
    expect(await learner.weights()).toEqual(seen.get(6));
  });

  it('leaves the weights that it began with where nothing was better', async () => {
    const learner = network();
    const before = await learner.weights();
    const result = await train(learner, trainingSet(faces), scored([0.6, 0.5, 0.3, 0.6]), options);
    expect(result.best).toEqual({ step: 0, score: 0.6 });
    expect(await learner.weights()).toEqual(before);
  });

  it('comes after so many minutes, pauses not counted', async () => {
    let clock = 0;
    let waited = 0;
    const set = trainingSet(faces);
    const slow = { ...set, inputs: (examples: Parameters<typeof set.inputs>[0]) => ((clock += 7_000), set.inputs(examples)) }; // prettier-ignore
    const limited = { ...options, chunk: 100, limit: { minutes: 1 } };
    const result = await train(network(), slow, null, limited, {
      now: () => clock,
      gate: async () => {
        if (waited++ === 2) clock += 3_600_000;
      },
    });
    // 7 seconds a step.
    expect(result).toEqual({ steps: 9, ended: 'limit', baseScore: null, best: null });
  });

  it('comes at once with the signal, also out of a pause, with the weights that scored best', async () => {
    const controller = new AbortController();
    let steps = 0;
    const learner = network();
    const scores = [1, 3, 2];
    let best: unknown;
    const validation = { count: 0, inputs: () => new Float32Array(), every: 1, patience: 9 };
    const result = await train(
      learner,
      trainingSet(faces),
      { ...validation, score: () => scores.shift()! },
      options,
      {
        signal: controller.signal,
        gate: async () => {
          if (steps === 2) controller.abort(new FamiliarError('cancelled', 'stopped'));
          if (steps === 1) best = await learner.weights();
        },
        onStep: () => steps++,
      },
    );
    expect(result).toMatchObject({ steps: 2, ended: 'stopped', best: { score: 3 } });
    expect(await learner.weights()).toEqual(best);
  });

  it('comes without a step that changes anything where there is nothing to learn', async () => {
    for (const few of [syntheticFaces(0, 0, 1), syntheticFaces(1, 1, 1), syntheticFaces(1, 5, 1)]) {
      const learner = network();
      const before = await learner.weights();
      for (const offline of [undefined, { every: 2, people: 3 }]) {
        const result = await train(learner, trainingSet(few), null, {
          ...options,
          offline,
          limit: { steps: 3 },
        });
        expect(result).toEqual({ steps: 3, ended: 'limit', baseScore: null, best: null });
      }
      expect(await learner.weights()).toEqual(before);
    }
  });
});
