import { elementAt, firstItems, required } from '../../common/elements.ts';
import type { Measure } from '../../clustering/measure.ts';
import { join } from 'node:path';
import { embeddingDimension, joinVectors } from '../../common/vectors.ts';
import type { ModelComparison, TrainingScope } from '../../contract/training.ts';
import { fineTune, type FineTuning, type TrainingFace } from '../../metric-learning/fine-tune.ts';
import { validationRate } from '../../metric-learning/validation.ts';
import { withWeights } from '../../nn/graph-cut.ts';
import { bestEmbedder, type Embedder } from '../../faces/embed/embedder.ts';
import { verifyModel } from '../../nn/models.ts';
import { readOnnx } from '../../nn/onnx/read.ts';
import { writeOnnx } from '../../nn/onnx/write.ts';
import { type FaceToLearn, embedWith, facesToLearn } from '../datasets/faces-to-learn.ts';
import type { FineTuningSets } from '../datasets/fine-tuning-sets.ts';
import { compareModels } from '../../metrics/model-comparison.ts';
import { makeOldPrints } from '../datasets/old-prints.ts';
import type { PersonFolder } from '../../photos/person-folders.ts';
import { judgePromotion, type Verdict } from '../../metrics/promotion.ts';
import type { RecognitionSource } from '../recognition/recognise-photos.ts';

export const albumStyles = ['clean', 'old-prints'] as const;
export type AlbumStyle = (typeof albumStyles)[number];

export interface FineTuningTrial {
  style: AlbumStyle;
  scope: TrainingScope;
  /** Greatest duration of training; the scope's default where not given. */
  minutes?: number;
  seed: number;
  settings?: FineTuning['settings'];
}

/** Comparison of both models on one set, with the number of photos in which no face was found. */
export type SetComparison = ModelComparison & {
  missed: number;
  /**
   * VAL at FAR 1e-3 with every pair weighing 1 [Note: VAL and FAR]; in the other rates people weigh the same [Note: People
   * weigh the same]. Null without pairs of both kinds.
   */
  plainVal: Record<'base' | 'candidate', number | null>;
};

export interface FineTuningFigures {
  people: number;
  /** Numbers of training faces, validation faces, and nameless faces of the library. */
  faces: { train: number; validation: number; library: number };
  steps: number;
  backend: string | null;
  settings: Record<string, unknown>;
  /** Duration of training, with the making of views. */
  trainingSeconds: number;
  heldOut: SetComparison;
  strangers: SetComparison;
  /** Comparison on photos of the strangers as they are, where the other sets are old prints. */
  cleanStrangers: SetComparison | null;
  /** Relative fall of 1 - VAL at FAR 1e-3 on held-out photos, from base to candidate. */
  missesCut: number | null;
  /** The same with people weighing the same. */
  missesCutByPerson: number | null;
  verdict: Verdict;
}

/** Part of each person's album that selects the best weights. */
const validationShare = 1 / 6;
/** False-accept rate whose distance scales the margin. */
const far = 1e-3;

/**
 * Fine-tunes on albums and compares base and candidate on photos that neither has seen.
 * @param folder empty folder for prints
 * @param grouping default distance and linkage measure, used for both models
 * @throws FamiliarError as {@link facesToLearn} and {@link fineTune}
 */
export async function measureFineTuning(
  sets: FineTuningSets,
  folder: string,
  trial: FineTuningTrial,
  { distance, measure }: { distance: number; measure: Measure },
  source: Omit<RecognitionSource, 'cache'>,
): Promise<FineTuningFigures> {
  const { style, scope, minutes, seed, settings } = trial;
  const embedder = bestEmbedder();
  const collect = collector(sets, folder, { ...trial, embedder }, source);
  const library = await collect([{ person: 'library', paths: sets.library }], null);
  const albums = await collect(sets.albums, 'albums');
  const judged = [await collect(sets.heldOut, 'held-out'), await collect(sets.strangers, 'strangers')];
  if (style === 'old-prints') judged.push(await collect(sets.strangers, null));

  const { onnx, manifest } = await verifyModel(embedder.id);
  const faces = asTrainingFaces(albums, library);
  const started = performance.now();
  const { weights, ...tuned } = await fineTune(
    {
      ...{ base: onnx, scope, faces, seed, settings },
      baseDistance: required(required(manifest.calibration).find((point) => point.far === far)).distance,
      budget: { seconds: minutes === undefined ? null : 60 * minutes, epochs: null },
    },
    { signal: new AbortController().signal, gate: async () => {}, progressed: () => {} },
  );
  const trainingSeconds = Math.round((performance.now() - started) / 100) / 10;
  const { graph } = readOnnx(onnx);
  const candidate = writeOnnx(withWeights(graph, weights));
  const compare = async ({ faces, missed }: Collected): Promise<SetComparison> => {
    const [before, after] = [
      faces.map(({ vector }) => vector),
      await embedWith(candidate, embedder.kind, faces),
    ];
    const known = {
      people: Uint32Array.from(faces, ({ person }) => person),
      photos: faces.map(({ photo }) => photo),
    };
    const comparison = compareModels(
      known,
      { distance, measure, vectors: joinVectors(before) },
      { distance, measure, vectors: joinVectors(after) },
      { seed },
    );
    const plainly = (vectors: readonly Float32Array[]) =>
      validationRate(joinVectors(vectors), embeddingDimension, known.people, far);
    return { ...comparison, missed, plainVal: { base: plainly(before), candidate: plainly(after) } };
  };
  const compared = await inOrder(judged, compare);
  const [heldOut, strangers] = firstItems(compared, 2);
  const cleanStrangers = compared[2] ?? null;
  const count = (role: TrainingFace['role']) => faces.filter((face) => face.role === role).length;
  return {
    people: sets.albums.length,
    faces: { train: count('train'), validation: count('validation'), library: count('library') },
    ...tuned,
    trainingSeconds,
    ...{ heldOut, strangers, cleanStrangers },
    missesCut: missesCut(heldOut.plainVal.base, heldOut.plainVal.candidate),
    missesCutByPerson: missesCut(
      heldOut.base.valAt1000?.value ?? null,
      heldOut.candidate.valAt1000?.value ?? null,
    ),
    verdict: judgePromotion(heldOut, strangers),
  };
}

/** Faces of a set, and the number of photos without a face. */
interface Collected {
  faces: FaceToLearn[];
  missed: number;
}

/** Recognises sets one after the other, as old prints where that is the style and they have a name for their folder. */
function collector(
  sets: FineTuningSets,
  folder: string,
  { style, seed, embedder }: FineTuningTrial & { embedder: Embedder },
  { device, onProgress }: Omit<RecognitionSource, 'cache'>,
) {
  const photosOf = (set: readonly PersonFolder[]) => set.flatMap(({ paths }) => paths).length;
  const named = [sets.albums, sets.heldOut, sets.strangers].reduce((sum, set) => sum + photosOf(set), 0);
  const total = sets.library.length + (style === 'clean' ? named : 2 * named);
  let done = 0;
  const progressed = () => onProgress?.(++done, total);
  const seen = new Map<readonly PersonFolder[], FaceToLearn[]>();
  return async (set: readonly PersonFolder[], name: string | null): Promise<Collected> => {
    const photos = photosOf(set);
    const clean = seen.get(set) ?? (await facesToLearn(set, embedder, device, progressed));
    seen.set(set, clean);
    if (style === 'clean' || name === null) return { faces: clean, missed: photos - clean.length };
    const paths = set.flatMap(({ paths }) => paths);
    const prints: PersonFolder[] = [];
    for (const [person, { person: of }] of set.entries()) {
      const theirs = clean.filter((face) => face.person === person);
      const printed = theirs.map(({ photo, width }) => ({ path: elementAt(paths, photo), faceWidth: width }));
      prints.push({ person: of, paths: await makeOldPrints(printed, join(folder, name, of), seed) });
    }
    const faces = await facesToLearn(prints, embedder, device, progressed);
    return { faces, missed: photos - faces.length };
  };
}

function asTrainingFaces(albums: Collected, library: Collected): TrainingFace[] {
  const byPerson = Map.groupBy(albums.faces, ({ person }) => person);
  const labelled = [...byPerson.values()].flatMap((theirs) => {
    const validation = Math.round(theirs.length * validationShare);
    return theirs.map(({ chips, person, vector }, i): TrainingFace => {
      return { chips, person, role: i < validation ? 'validation' : 'train', baseVector: vector };
    });
  });
  return labelled.concat(
    library.faces.map(({ chips, vector }) => ({ chips, person: -1, role: 'library', baseVector: vector })),
  );
}

const missesCut = (base: number | null, candidate: number | null): number | null =>
  base === null || candidate === null || base === 1 ? null : 1 - (1 - candidate) / (1 - base);

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
