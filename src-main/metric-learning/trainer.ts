import { setImmediate as nextRound } from 'node:timers/promises';
import { float32At, numberAt } from '../common/typed-arrays.ts';
import { seededRandom } from '../common/random.ts';
import { type BatchLoss, batchLoss, type Teacher } from './batch-loss.ts';
import { Budget, type Limit } from './budget.ts';
import { CollapseWatch } from './collapse.ts';
import { hardShareAt } from './curriculum.ts';
import { type SquaredDistances, squaredDistances } from './distances.ts';
import { KeepBest } from './keep-best.ts';
import { mineTriplets, type NegativeChoice } from './mining/negatives.ts';
import { OfflineTriplets, type TripletBatch } from './mining/offline-miner.ts';
import { type PositiveChoice, positivePairs } from './mining/positives.ts';
import { type BatchShape, type Example, Sampler } from './mining/sampler.ts';
import type { Schedule } from './schedule.ts';
import type { Inputs, Pass } from '../nn/gradient/network.ts';
import type { Trainable } from './trainable.ts';

/** Faces to learn from. */
export interface TrainingSet {
  /** Person of each face; below 0 for those of nobody in particular. */
  people: ArrayLike<number>;
  /**
   * Person of each face as far as triplets go, where that is another: faces of nobody in particular that have a number
   * of their own here are told apart from one another as well, each view of a face being one of its person.
   */
  identities?: ArrayLike<number>;
  /** Number of views of each face. */
  views: number;
  /** The network's inputs for some examples, one after the other. Asked for chunk by chunk. */
  inputs(examples: readonly Example[]): Inputs | Promise<Inputs>;
  /** The base model for distillation; null for training from scratch. */
  base: BaseModel | null;
}

export interface BaseModel {
  /** Its unit vector of each face, best of a clean view of it. */
  vectors: Float32Array;
  /** Distillation weight of an example, 0 and more, in units of the triplet loss; 0 leaves it free. */
  distillationWeight(example: Example): number;
  /** Distillation weight of the distances between people; 0 leaves them free. */
  distances: number;
}

/** Faces of other photos, on which the network is tried while it learns. */
export interface Validation {
  count: number;
  /** The network's inputs of the faces from `start` up to before `end`. */
  inputs(start: number, end: number): Inputs | Promise<Inputs>;
  /** Score of the vectors of all the faces, such as VAL at a false-accept rate; greater is better. */
  score(vectors: Float32Array): number;
  /** Steps from one time to the next. The weights that training begins with are tried first, the last ones last. */
  every: number;
  /** Times in a row without a better score after which the run ends. */
  patience: number;
}

export interface TrainingOptions {
  /** Seed of sampling and mining. A run with a limit of steps is reproducible as far as the network is. */
  seed: number;
  batch: BatchShape;
  positives: PositiveChoice;
  negatives: NegativeChoice;
  /** Mix in hardest negatives over the run (curriculum.ts). */
  curriculum: boolean;
  /** Mines among so many people every so many steps, instead of in each batch (offline-miner.ts). */
  offline?: { every: number; people: number } | undefined;
  /** The margin in squared distance, see margin.ts. */
  margin: number;
  schedule: Schedule;
  /** Examples that the network is given at a time: what bounds its memory. The loss sees the whole batch. */
  chunk: number;
  limit: Limit;
}

/** A step that was made. */
export interface StepFigures extends Omit<BatchLoss, 'gradient'> {
  /** Number of the step, from 1. */
  step: number;
  /** Pairs of one person that a negative was sought for. */
  pairs: number;
  /** Part of the budget that is used up, 0 to 1. */
  progress: number;
  /** Mean Euclidean distances of the pairs of one person, and of two, in the batch; null where there are none. */
  positive: number | null;
  negative: number | null;
  /** Score on the validation faces; null where it was not taken after this step. */
  score: number | null;
}

export interface TrainingControl {
  /** Ends the run before its next step, as a limit does. */
  signal?: AbortSignal;
  /** Awaited before each step: resolves at once, or when a pause is over. */
  gate?: () => Promise<void>;
  onStep?: (figures: StepFigures) => void;
  /** Milliseconds; for tests. */
  now?: () => number;
}

export interface TrainingResult {
  steps: number;
  /** Reason of the end: the budget was used up, the score no longer rose, or the signal was aborted. */
  ended: 'limit' | 'no-gain' | 'stopped';
  /** Score of the weights that it began with; null without validation. */
  baseScore: number | null;
  /** The weights that the network has now; the last ones where this is null, for want of validation. */
  best: { step: number; score: number } | null;
}

/**
 * Trains a network: in each step a batch is embedded in chunks, triplets are mined among all of its vectors, the loss
 * and its gradient are worked out on them, and each chunk goes back with its part of that gradient, before the
 * optimiser moves. At the end the network has the weights that scored best.
 * @throws FamiliarError `training-collapsed`
 */
export async function train<W>(
  network: Trainable<W>,
  set: TrainingSet,
  validation: Validation | null,
  options: TrainingOptions,
  control: TrainingControl = {},
): Promise<TrainingResult> {
  return new Training(network, set, validation, options, control).run();
}

class Training<W> {
  readonly #network: Trainable<W>;
  readonly #set: TrainingSet;
  readonly #validation: Validation | null;
  readonly #options: TrainingOptions;
  readonly #control: TrainingControl;
  readonly #sampler: Sampler;
  readonly #random: () => number;
  readonly #collapse: CollapseWatch;
  readonly #keep: KeepBest<W>;
  #offline: OfflineTriplets | null = null;

  constructor(
    network: Trainable<W>,
    set: TrainingSet,
    validation: Validation | null,
    options: TrainingOptions,
    control: TrainingControl,
  ) {
    this.#network = network;
    this.#set = set;
    this.#validation = validation;
    this.#options = options;
    this.#control = control;
    const { seed, batch, offline, margin } = options;
    const shape = offline ? { ...batch, people: offline.people } : batch;
    this.#sampler = new Sampler(set.people, set.views, shape, seed);
    this.#random = seededRandom(seed + 1);
    this.#collapse = new CollapseWatch(margin);
    this.#keep = new KeepBest(validation?.patience ?? Infinity);
  }

  async run(): Promise<TrainingResult> {
    const { signal, gate, onStep, now = () => performance.now() } = this.#control;
    const budget = new Budget(this.#options.limit, now);
    const baseScore = await this.#validate(0);
    let steps = 0;
    for (let progress = budget.progress(0); progress < 1 && !this.#keep.exhausted;) {
      // Lets a message in that pauses or stops the run.
      await nextRound();
      if (gate) await budget.pauseFor(gate);
      if (signal?.aborted) break;
      const figures = await this.#step(steps, progress);
      steps++;
      progress = budget.progress(steps);
      const due = steps % (this.#validation?.every ?? Infinity) === 0 || progress >= 1;
      const score = due ? await this.#validate(steps) : null;
      onStep?.({ ...figures, step: steps, progress, score });
    }
    const { best, exhausted } = this.#keep;
    if (best) await this.#network.setWeights(best.weights);
    return {
      steps,
      ended: signal?.aborted ? 'stopped' : exhausted ? 'no-gain' : 'limit',
      baseScore,
      best: best && { step: best.step, score: best.score },
    };
  }

  async #step(step: number, progress: number): Promise<Omit<StepFigures, 'step' | 'progress' | 'score'>> {
    const { margin, schedule } = this.#options;
    const { width } = this.#network;
    const mined = this.#options.offline ? await this.#nextOffline(step, progress) : null;
    const examples = mined ? mined.examples : this.#sampler.next();
    const people = this.#identities(examples);
    const passes: Pass[] = [];
    const vectors = await this.#embed(examples, async (x, n) => {
      const pass = await this.#network.pass(x, n);
      passes.push(pass);
      return pass.vectors;
    });
    const distances = squaredDistances(vectors, width);
    this.#collapse.observe(distances);
    const { triplets, pairs } = mined
      ? { triplets: mined.triplets, pairs: mined.triplets.anchors.length }
      : this.#mine(distances, people, progress);
    const { gradient, ...figures } = batchLoss(vectors, width, distances, people, triplets, margin, this.#teach(examples)); // prettier-ignore
    if (figures.active > 0 || figures.distillation > 0) {
      let start = 0;
      for (const { vectors, accumulate } of passes) {
        await accumulate(gradient.subarray(start, start + vectors.length));
        start += vectors.length;
      }
    }
    await this.#network.step(schedule(progress));
    return { ...figures, pairs, ...meanDistances(distances, people) };
  }

  #identities(examples: readonly Example[]): number[] {
    const { people, identities = people } = this.#set;
    return examples.map(({ face }) => numberAt(identities, face));
  }

  #mine(distances: SquaredDistances, people: readonly number[], progress: number) {
    const { positives, negatives: choice, margin, curriculum } = this.#options;
    const pairs = positivePairs(distances, people, positives);
    const hardShare = curriculum ? hardShareAt(progress) : 0;
    const mining = { choice, margin, hardShare, random: this.#random };
    return { triplets: mineTriplets(distances, people, pairs, mining), pairs: pairs.anchors.length };
  }

  /** Mines anew when it is time, and where there was nothing to be found. */
  async #nextOffline(step: number, progress: number): Promise<TripletBatch> {
    const { offline, batch } = this.#options;
    if (!this.#offline || this.#offline.isEmpty || (offline && step % offline.every === 0)) {
      const examples = this.#sampler.next();
      const people = this.#identities(examples);
      const distances = squaredDistances(await this.#embed(examples), this.#network.width);
      this.#offline = new OfflineTriplets(
        examples,
        this.#mine(distances, people, progress).triplets,
        this.#random,
      );
    }
    return this.#offline.next(batch.people * batch.faces + batch.negatives);
  }

  #teach(examples: readonly Example[]): Teacher | null {
    const { base } = this.#set;
    if (!base) return null;
    const { width } = this.#network;
    const vectors = new Float32Array(examples.length * width);
    examples.forEach(({ face }, i) => {
      vectors.set(base.vectors.subarray(face * width, (face + 1) * width), i * width);
    });
    return {
      vectors,
      weights: examples.map((example) => base.distillationWeight(example)),
      distances: base.distances,
    };
  }

  async #embed(
    examples: readonly Example[],
    run: Trainable<W>['run'] = (x, n) => this.#network.run(x, n),
  ): Promise<Float32Array> {
    const { chunk } = this.#options;
    const { width } = this.#network;
    const vectors = new Float32Array(examples.length * width);
    for (let start = 0; start < examples.length; start += chunk) {
      const part = examples.slice(start, start + chunk);
      vectors.set(await run(await this.#set.inputs(part), part.length), start * width);
    }
    return vectors;
  }

  /** Scores the present weights, and keeps them where they are the best; null without validation. */
  async #validate(step: number): Promise<number | null> {
    const validation = this.#validation;
    if (!validation) return null;
    const { width } = this.#network;
    const vectors = new Float32Array(validation.count * width);
    for (let start = 0; start < validation.count; start += this.#options.chunk) {
      const end = Math.min(validation.count, start + this.#options.chunk);
      vectors.set(await this.#network.run(await validation.inputs(start, end), end - start), start * width);
    }
    const score = validation.score(vectors);
    await this.#keep.observe(step, score, () => this.#network.weights());
    return score;
  }
}

function meanDistances(
  { count, values }: SquaredDistances,
  people: readonly number[],
): Pick<StepFigures, 'positive' | 'negative'> {
  const sums = { positive: 0, negative: 0 };
  const pairs = { positive: 0, negative: 0 };
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const kind = numberAt(people, i) >= 0 && people[i] === people[j] ? 'positive' : 'negative';
      sums[kind] += Math.sqrt(float32At(values, i * count + j));
      pairs[kind]++;
    }
  }
  const mean = (kind: keyof typeof sums) => (pairs[kind] === 0 ? null : sums[kind] / pairs[kind]);
  return { positive: mean('positive'), negative: mean('negative') };
}
