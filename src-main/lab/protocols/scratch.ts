import { elementAt, firstItems, required } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { mirror } from '../../faces/align/chip.ts';
import { misaligned } from '../../metric-learning/augment.ts';
import type { Limit } from '../../metric-learning/budget.ts';
import { Learner } from '../../metric-learning/learner.ts';
import { scratchMargin } from '../../metric-learning/margin.ts';
import { adagradSchedule, adagradStart } from '../../metric-learning/schedule.ts';
import { weightsOf } from '../../metric-learning/scopes.ts';
import { train, type StepFigures, type TrainingOptions } from '../../metric-learning/trainer.ts';
import { DifferentiatedNetwork } from '../../nn/gradient/network.ts';
import { onnxRuntime } from '../../nn/gradient/onnxruntime-runtime.ts';
import { adaGrad } from '../../nn/gradient/optimiser.ts';
import { elementCount, type Graph } from '../../nn/graph.ts';
import { nn2, nn4 } from '../../nn/networks/facenet/nn2.ts';
import { nns2 } from '../../nn/networks/facenet/nns2.ts';
import type { Pixels } from '../../photos/pixels.ts';
import type { CropSource } from '../recognition/face-crops.ts';
import { type PersonCrop, type ScratchFaces, scratchFaces } from '../datasets/scratch-faces.ts';
import { type ScratchRates, scratchRates } from './scratch-rates.ts';

export const scratchNetworks = ['nn2', 'nn4', 'nns2'] as const;
export type ScratchNetwork = (typeof scratchNetworks)[number];

export interface ScratchOptions {
  network: ScratchNetwork;
  /** Side of the input in pixels; unused for NNS2, whose input is fixed. */
  side: number;
  /** Factor of the channels of every layer. */
  width: number;
  limit: Limit;
  people: number;
  /** Greatest number of photos of a person. */
  photos: number;
  /** First learning rate of AdaGrad. */
  rate: number;
  seed: number;
}

/** A point of the learning curve. */
export interface ScratchPoint {
  step: number;
  /** Wall-clock and CPU time of training up to this point, without measuring. */
  seconds: number;
  cpuSeconds: number;
  /**
   * Means over the steps since the previous point: the loss, in squared distance, and triplets; null at the first
   * point.
   */
  loss: number | null;
  triplets: number | null;
  heldOut: ScratchRates | null;
  /** Rates on strangers, measured at the first and the last point only. */
  strangers: ScratchRates | null;
}

export interface ScratchResult {
  parameters: number;
  people: ScratchFaces['people'];
  faces: Record<'train' | 'heldOut' | 'strangers', number>;
  missed: string[];
  /** Message of a collapse of all faces to one point, or of a divergence; null otherwise. */
  collapsed: string | null;
  /** Curve from the random weights to the end. */
  curve: ScratchPoint[];
}

/** FaceNet has about 40 faces a person in a batch of 1,800 (section 3.2); these people have no more to give. */
const batch = { people: 15, faces: 8, negatives: 0 };
/** Number of faces in a chunk, which bounds the memory of a step. */
const chunk = 30;
/** Number of views of a face: as it is, mirrored, and slightly misaligned ones. */
const views = 8;
/** Number of points of the curve after the first. */
const points = 8;

/**
 * Trains a network of FaceNet's from random weights with FaceNet's method: all pairs of one person in a batch, semi-hard
 * negatives, margin 0.2, AdaGrad whose rate is lowered; on the CPU. The result is evaluated on held-out photos and on
 * strangers. The weights of the last step count, so that nothing is chosen by held-out photos.
 * @param images directory with a folder of photos for each person
 * @throws FamiliarError as {@link scratchFaces}
 */
export async function learnFromScratch(
  images: string,
  options: ScratchOptions,
  source: CropSource & { onStep?: (step: number, progress: number) => void },
): Promise<ScratchResult> {
  const graph = graphOf(options);
  const [, height, width] = firstItems(elementAt(graph.inputs, 0).shape as number[], 3);
  const faces = await scratchFaces(images, options, Math.max(height, width), options.seed, source);
  const variables = weightsOf(graph);
  const network = await DifferentiatedNetwork.open(graph, variables, onnxRuntime('cpu'));
  const curve = new Curve(network, faces, width);
  let collapsed: string | null = null;
  try {
    await train(
      new Learner(network, adaGrad({ rate: options.rate })),
      {
        people: faces.train.map(({ person }) => person),
        views,
        inputs: (examples) =>
          joined(
            examples.map(({ face, view }) => viewOf(elementAt(faces.train, face).chip, view, face)),
            width,
          ),
        base: null,
      },
      null,
      trainingOptions(options),
      {
        gate: () => curve.measureWhereDue(),
        onStep: (figures) => {
          curve.observe(figures);
          source.onStep?.(figures.step, figures.progress);
        },
      },
    );
  } catch (error) {
    if (!(error instanceof FamiliarError && error.code === 'training-collapsed')) throw error;
    collapsed = error.message;
  }
  try {
    await curve.measure(true);
  } finally {
    await network.release();
  }
  return {
    parameters: variables.reduce(
      (sum, name) => sum + elementCount(required(graph.initialisers.get(name)).dims),
      0,
    ),
    people: faces.people,
    faces: {
      train: faces.train.length,
      heldOut: faces.heldOut.length,
      strangers: faces.strangers.length,
    },
    missed: faces.missed,
    collapsed,
    curve: curve.points,
  };
}

function graphOf({ network, side, width, seed }: ScratchOptions): Graph {
  if (network === 'nns2') return nns2({ width, seed });
  return (network === 'nn2' ? nn2 : nn4)({ side, width, seed });
}

const trainingOptions = ({ seed, rate, limit }: ScratchOptions): TrainingOptions => ({
  ...{ seed, batch, chunk, limit },
  positives: 'all',
  negatives: 'semi-hard',
  curriculum: false,
  margin: scratchMargin,
  schedule: (progress) => (rate / adagradStart) * adagradSchedule(progress),
});

/** Makes a view of a face, deterministically. */
function viewOf(chip: Pixels, view: number, face: number): Pixels {
  const turned = view % 2 === 0 ? chip : mirror(chip);
  return view < 2 ? turned : misaligned(turned, seededRandom(face * views + view));
}

/** Joins the pixels of chips, cropped to the middle columns where the network's input is narrower than high. */
function joined(chips: readonly Pixels[], width: number): Uint8Array {
  const [{ width: side, height }] = firstItems(chips, 1);
  const left = Math.floor((side - width) / 2);
  const all = new Uint8Array(chips.length * height * width * 3);
  chips.forEach(({ data }, i) => {
    for (let row = 0; row < height; row++) {
      const start = 3 * (row * side + left);
      all.set(data.subarray(start, start + 3 * width), 3 * width * (i * height + row));
    }
  });
  return all;
}

/** Measures a network as it learns, and what learning cost without the measuring. */
class Curve {
  readonly points: ScratchPoint[] = [];
  readonly #network: DifferentiatedNetwork;
  readonly #faces: ScratchFaces;
  readonly #width: number;
  #step = 0;
  #progress = 0;
  #since: StepFigures[] = [];
  #seconds = 0;
  #cpuSeconds = 0;
  #resumed = clock();

  constructor(network: DifferentiatedNetwork, faces: ScratchFaces, width: number) {
    this.#network = network;
    this.#faces = faces;
    this.#width = width;
  }

  observe(figures: StepFigures): void {
    this.#step = figures.step;
    this.#progress = figures.progress;
    this.#since.push(figures);
  }

  /** Measures at the start and after every further part of the run. */
  async measureWhereDue(): Promise<void> {
    if (this.#progress * points >= this.points.length) await this.measure(this.points.length === 0);
  }

  async measure(withStrangers: boolean): Promise<void> {
    if (this.points.length === 0) this.#resumed = clock();
    const paused = clock();
    this.#seconds += paused.seconds - this.#resumed.seconds;
    this.#cpuSeconds += paused.cpuSeconds - this.#resumed.cpuSeconds;
    const steps = this.#since;
    const mean = (of: (step: StepFigures) => number) =>
      steps.length === 0 ? null : steps.reduce((sum, step) => sum + of(step), 0) / steps.length;
    this.points.push({
      step: this.#step,
      seconds: this.#seconds,
      cpuSeconds: this.#cpuSeconds,
      loss: mean(({ loss }) => loss),
      triplets: mean(({ triplets }) => triplets),
      heldOut: await this.#ratesOf(this.#faces.heldOut),
      strangers: withStrangers ? await this.#ratesOf(this.#faces.strangers) : null,
    });
    this.#since = [];
    this.#resumed = clock();
  }

  async #ratesOf(faces: readonly PersonCrop[]): Promise<ScratchRates | null> {
    const vectors = new Float32Array(faces.length * embeddingDimension);
    for (let start = 0; start < faces.length; start += chunk) {
      const shown = faces.slice(start, start + chunk).map(({ chip }) => chip);
      const given = await this.#network.run(joined(shown, this.#width), shown.length);
      vectors.set(given, start * embeddingDimension);
    }
    return scratchRates({ vectors, people: Uint32Array.from(faces, ({ person }) => person) });
  }
}

function clock(): { seconds: number; cpuSeconds: number } {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 };
}
