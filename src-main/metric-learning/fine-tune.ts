import { float32At, numberAt } from '../common/typed-arrays.ts';
import { elementAt } from '../common/elements.ts';
import type { TrainingPoint, TrainingScope } from '../contract/training.ts';
import { shuffled, seededRandom } from '../common/random.ts';
import { joinVectors } from '../common/vectors.ts';
import type { FloatTensor, Graph } from '../nn/graph.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import type { Pixels } from '../photos/pixels.ts';
import { type EngineName, openEngine } from './engine.ts';
import { FeatureStore } from './feature-store.ts';
import { fineTuningSettings, type FineTuningSettings } from './fine-tuning-settings.ts';
import { nobody } from './mining/positives.ts';
import { scopeOf } from './scopes.ts';
import { identitiesOf } from './identities.ts';
import { type Limit } from './budget.ts';
import { fineTuningMargin } from './margin.ts';
import { cosineSchedule } from './schedule.ts';
import { train, type TrainingOptions, type TrainingSet, type Validation } from './trainer.ts';
import { ValidationScore } from './validation-score.ts';
import { isPlain, viewOf, viewsPerFace } from './views.ts';

/** A face to learn from. */
export interface TrainingFace {
  /** Chips of the network's input size, one in each of the frames in which recognition shows the network a face. */
  chips: Pixels[];
  /** Whose it is, from 0; -1 for somebody unknown. */
  person: number;
  role: 'train' | 'validation' | 'library';
  /** The base model's vector, unit length. */
  baseVector: Float32Array;
}

export interface FineTuning {
  /** ONNX file of the network to begin with. */
  base: Uint8Array;
  scope: TrainingScope;
  faces: TrainingFace[];
  /** The base model's distance at a false-accept rate of 1 in 1,000, to which the margin is scaled. */
  baseDistance: number;
  seed: number;
  /** Limit of training; null for the scope's default. */
  budget: { seconds: number | null; epochs: number | null };
  /** Overrides for experiments. */
  settings?: Partial<FineTuningSettings> | undefined;
}

/** Progress of training. */
export interface FineTuningProgress extends TrainingPoint {
  /** Steps of the whole run, as far as they can be told. */
  steps: number;
  /** Validation rate of the base model; null where it cannot be measured. */
  baseVal: number | null;
  secondsLeft: number | null;
}

export interface FineTuningControl {
  /** Asks for an end: training resolves with the best weights so far. */
  signal: AbortSignal;
  /** Awaited between steps; holds training while others work. */
  gate(): Promise<void>;
  progressed(progress: FineTuningProgress): void;
  /** Told while views of the faces are made ready. */
  prepared?(done: number, total: number): void;
}

export interface FineTuned {
  /** Weights that differ from the base model, by name of initialiser; none where no weights scored better. */
  weights: ReadonlyMap<string, FloatTensor>;
  steps: number;
  /** The engine that computed gradients. */
  backend: EngineName | null;
  /** Hyper-parameters of the run, stored so that it can be repeated. */
  settings: Record<string, unknown>;
}

/** Faces given to the network at a time: bounds the memory of a step. */
const chunk = 32;
/** Validation is also against so many nameless faces, since the people may be few. */
const strangersInValidation = 200;
/** Number of nameless faces below which labelled faces are distilled as well. */
const fewNameless = 100;
const msPerSecond = 1000;
const secondsPerMinute = 60;
const noWeights: ReadonlyMap<string, FloatTensor> = new Map();

/**
 * Fine-tunes a network on labelled faces: makes views of them, works out once what the layers that stay make of each
 * view, and trains the rest by triplets (trainer.ts), with distillation from the base model on nameless faces.
 * @throws FamiliarError `model-unsuitable` where the base is no network of our own, `training-collapsed`
 */
export async function fineTune(task: FineTuning, control: FineTuningControl): Promise<FineTuned> {
  const settings = { ...fineTuningSettings[task.scope], ...task.settings };
  const { graph } = readOnnx(task.base);
  const scoped = scopeOf(graph, task.scope);
  const learnt = task.faces.filter(({ role }) => role !== 'validation');
  const nameless = learnt.filter(({ person }) => person < 0);
  const tried = [
    ...task.faces.filter(({ role }) => role === 'validation'),
    ...shuffled(nameless, seededRandom(task.seed)).slice(0, strangersInValidation),
  ];
  const views = viewsPerFace(learnt.length, settings.mostViews);
  const count = learnt.length * views;
  const proceed = async () => {
    await control.gate();
    return !control.signal.aborted;
  };
  const features = await FeatureStore.of(
    scoped,
    count + tried.length,
    (place) => {
      if (place >= count) return elementAt(elementAt(tried, place - count).chips, 0);
      const { chips, person } = elementAt(learnt, Math.floor(place / views));
      return viewOf(chips, place % views, { labelled: person >= 0, seed: task.seed + place });
    },
    { proceed, progressed: (done) => control.prepared?.(done, count + tried.length) },
  );
  if (!features) return { weights: noWeights, steps: 0, backend: null, settings: { ...settings, views } };
  const people = learnt.map(({ person }) => (person < 0 ? nobody : person));
  const vectors = joinVectors(learnt.map(({ baseVector }) => baseVector));
  const set: TrainingSet = {
    people,
    identities: identitiesOf(vectors, vectors.length / learnt.length, people, task.baseDistance),
    views,
    inputs: (examples) => features.read(examples.map(({ face, view }) => face * views + view)),
    base: {
      vectors,
      distillationWeight: ({ face, view }) => {
        if (numberAt(people, face) >= 0) return nameless.length < fewNameless ? settings.holdLabelled : 0;
        return isPlain(view) ? settings.holdPlain : settings.holdWorn;
      },
      distances: 0,
    },
  };
  const validationScore = new ValidationScore(tried.map(({ person }) => person));
  const validation: Validation | null = validationScore.isDefined
    ? {
        count: tried.length,
        inputs: (start, end) =>
          features.read(Array.from({ length: end - start }, (_, i) => count + start + i)),
        score: (vectors) => validationScore.score(vectors),
        every: settings.validateEvery,
        patience: settings.patience,
      }
    : null;
  const engine = await openEngine(scoped.back, scoped.variables, settings);
  const { learner } = engine;
  try {
    const limit = limitOf(task, settings);
    const started = performance.now();
    const { steps, best, ended } = await train(learner, set, validation, optionsOf(task, settings, limit), {
      signal: control.signal,
      gate: () => control.gate(),
      onStep: ({ step, progress, loss, pairs, active, score }) => {
        const elapsed = (performance.now() - started) / msPerSecond;
        control.progressed({
          ...{
            step,
            loss,
            val: score === null ? null : validationScore.val,
            baseVal: validationScore.baseVal,
          },
          active: pairs === 0 ? 0 : active / pairs,
          steps: Math.max(step, Math.round(step / progress)),
          secondsLeft: (elapsed / progress) * (1 - progress),
        });
      },
    });
    const weights = best?.step === 0 ? noWeights : blended(graph, await learner.weights(), settings.blend);
    return {
      weights,
      steps,
      backend: engine.name,
      settings: { ...settings, views, ...limit, ended, best },
    };
  } finally {
    await engine.release();
  }
}

/** Weights a part of the way from those of a graph to others. */
function blended(graph: Graph, weights: ReadonlyMap<string, FloatTensor>, part: number) {
  return new Map(
    Array.from(weights, ([name, tensor]): [string, FloatTensor] => {
      const from = graph.initialisers.get(name) as FloatTensor;
      const data = tensor.data.map(
        (value, i) => float32At(from.data, i) + part * (value - float32At(from.data, i)),
      );
      return [name, { ...tensor, data }];
    }),
  );
}

/** An epoch goes through the labelled people so often that each of their faces may have been seen. */
function limitOf({ budget, faces }: FineTuning, { minutes, batch }: FineTuningSettings): Limit {
  if (budget.epochs !== null) {
    const labelled = faces.filter(({ role }) => role === 'train').length;
    const steps = Math.max(1, Math.round(labelled / (batch.people * batch.faces)));
    return { steps: budget.epochs * steps };
  }
  return { minutes: budget.seconds === null ? minutes : budget.seconds / secondsPerMinute };
}

const optionsOf = (
  { seed, baseDistance }: FineTuning,
  { batch, negatives, rate, marginPart }: FineTuningSettings,
  limit: Limit,
): TrainingOptions => ({
  ...{ seed, batch, negatives, chunk, limit },
  positives: 'all',
  curriculum: false,
  margin: fineTuningMargin(baseDistance, marginPart),
  schedule: cosineSchedule(rate),
});
