import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checksum } from '../common/checksum.ts';
import type { CalibrationPoint } from '../contract/models.ts';
import type { Graph } from '../nn/graph.ts';
import { type ModelManifest, modelManifest, modelsDirectory, verifyModel } from '../nn/models.ts';
import { dlibResNet, dlibResNetNormalisation } from '../nn/networks/dlib-resnet.ts';
import type { WeightSource } from '../nn/networks/kernels.ts';
import { landmarks68, landmarksNormalisation } from '../nn/networks/landmarks-68.ts';
import type { Normalisation } from '../nn/networks/layers.ts';
import { ssdMobileNet, ssdNormalisation } from '../nn/networks/ssd-mobilenet.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { dlibCalibration } from './calibration.ts';
import { readSourcePackage, readWeights, sourcePackage } from './face-api-weights.ts';

/**
 * Goes up with every change to the graphs, so that models built before are built anew. Another version of the
 * package or another calibration does that by itself.
 */
const builder = 2;

interface Recipe {
  id: string;
  kind: ModelManifest['kind'];
  /** Name of the weights in the package. */
  weights: string;
  build(weights: WeightSource): Graph;
  normalisation: Normalisation;
  dimension?: number;
  calibration?: readonly CalibrationPoint[];
}

const recipes: Recipe[] = [
  {
    id: 'ssd-mobilenet-v1',
    kind: 'detector',
    weights: 'ssd_mobilenetv1_model',
    build: ssdMobileNet,
    normalisation: ssdNormalisation,
  },
  {
    id: 'landmarks-68',
    kind: 'landmarks',
    weights: 'face_landmark_68_model',
    build: landmarks68,
    normalisation: landmarksNormalisation,
  },
  {
    id: 'dlib-resnet-128',
    kind: 'embedder',
    weights: 'face_recognition_model',
    build: dlibResNet,
    normalisation: dlibResNetNormalisation,
    dimension: 128,
    calibration: dlibCalibration,
  },
];

type SourcePackage = Awaited<ReturnType<typeof readSourcePackage>>;

/**
 * Builds the models from the weights that the installed packages carry. Those that are there already and
 * match are left alone.
 */
export async function buildModels(): Promise<void> {
  const source = await readSourcePackage();
  for (const recipe of recipes) {
    if (await isBuilt(recipe, source)) continue;
    const started = performance.now();
    await build(recipe, source);
    console.log(`built model ${recipe.id} in ${Math.round(performance.now() - started)} ms`);
  }
}

async function isBuilt({ id, calibration }: Recipe, { version }: SourcePackage): Promise<boolean> {
  try {
    const { manifest } = await verifyModel(id);
    const { source } = manifest;
    return (
      manifest.builder === builder &&
      source.package === sourcePackage &&
      source.version === version &&
      isDeepStrictEqual(manifest.calibration, calibration)
    );
  } catch {
    return false;
  }
}

async function build(recipe: Recipe, { version, license }: SourcePackage): Promise<void> {
  const { id, kind, weights, normalisation, dimension, calibration } = recipe;
  const graph = recipe.build(await readWeights(weights));
  const onnx = writeOnnx(graph, { source: `${sourcePackage} ${version}`, licence: license });
  const manifest = modelManifest.parse({
    id,
    kind,
    source: { package: sourcePackage, version, weights, licence: license },
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

/** A reader sees the old file or the new one, never half of one. */
async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, content);
  await rename(draft, path);
}

if (import.meta.main) await buildModels();
