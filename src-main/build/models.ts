import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checksum } from '../common/checksum.ts';
import type { Graph } from '../nn/graph.ts';
import { type ModelManifest, modelManifest, modelsDirectory, verifyModel } from '../nn/models.ts';
import { dlibResNet, dlibResNetNormalisation } from '../nn/networks/dlib-resnet.ts';
import type { WeightSource } from '../nn/networks/kernels.ts';
import { landmarks68, landmarksNormalisation } from '../nn/networks/landmarks-68.ts';
import { ssdMobileNet, ssdNormalisation } from '../nn/networks/ssd-mobilenet.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { dlibCalibration } from './calibration.ts';
import { faceApiSource, readWeights } from './face-api-weights.ts';
import { jointRecipe } from './joint-model.ts';
import type { Recipe } from './recipe.ts';

/**
 * Increases with every change to the graphs, so that existing models are rebuilt. Another version of the
 * package, another calibration or another projection also causes a rebuild.
 */
const builder = 3;

/** A model built from the weights of `@vladmandic/face-api`. */
const fromFaceApi = (
  recipe: Omit<Recipe, 'source' | 'build'>,
  weights: string,
  build: (weights: WeightSource) => Graph,
): Recipe => ({
  ...recipe,
  source: () => faceApiSource(weights),
  build: async () => build(await readWeights(weights)),
});

const recipes: readonly Recipe[] = [
  fromFaceApi(
    { id: 'ssd-mobilenet-v1', kind: 'detector', normalisation: ssdNormalisation },
    'ssd_mobilenetv1_model',
    ssdMobileNet,
  ),
  fromFaceApi(
    { id: 'landmarks-68', kind: 'landmarks', normalisation: landmarksNormalisation },
    'face_landmark_68_model',
    landmarks68,
  ),
  fromFaceApi(
    {
      id: 'dlib-resnet-128',
      kind: 'embedder',
      normalisation: dlibResNetNormalisation,
      dimension: 128,
      calibration: dlibCalibration,
    },
    'face_recognition_model',
    dlibResNet,
  ),
  jointRecipe,
];

/**
 * Builds the models from the weights of the installed packages, and of one that is fetched. Existing,
 * matching models are kept. If the weights of an optional model cannot be fetched, this is reported, and an
 * existing model is deleted; the next start tries again (`prepare.ts`).
 */
export async function buildModels(): Promise<void> {
  for (const recipe of recipes) {
    const source = await recipe.source();
    if (await isBuilt(recipe, source)) continue;
    const started = performance.now();
    try {
      await build(recipe, source);
    } catch (error) {
      if (!recipe.optional) throw error;
      await rm(join(modelsDirectory(), recipe.id), { recursive: true, force: true });
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`model ${recipe.id} is left out: ${reason}\n`);
      continue;
    }
    process.stdout.write(`built model ${recipe.id} in ${Math.round(performance.now() - started)} ms\n`);
  }
}

async function isBuilt({ id, calibration }: Recipe, source: ModelManifest['source']): Promise<boolean> {
  try {
    const { manifest } = await verifyModel(id);
    return (
      manifest.builder === builder &&
      isDeepStrictEqual(manifest.source, source) &&
      isDeepStrictEqual(manifest.calibration, calibration)
    );
  } catch {
    return false;
  }
}

async function build(recipe: Recipe, source: ModelManifest['source']): Promise<void> {
  const { id, kind, normalisation, dimension, calibration } = recipe;
  const graph = await recipe.build();
  const onnx = writeOnnx(graph, { source: `${source.package} ${source.version}`, licence: source.licence });
  const manifest = modelManifest.parse({
    id,
    kind,
    source,
    builder,
    sha256: checksum(onnx),
    input: { ...graph.inputs[0], normalisation },
    outputs: graph.outputs,
    dimension,
    calibration,
  });
  const folder = join(modelsDirectory(), id);
  await mkdir(folder, { recursive: true });
  await writeAtomically(join(folder, 'model.onnx'), onnx);
  await writeAtomically(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** A reader sees either the old or the new file, never a part. */
async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, content);
  await rename(draft, path);
}

if (import.meta.main) await buildModels();
