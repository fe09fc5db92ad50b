import { firstItems, required } from '../../common/elements.ts';
import { checksum } from '../../common/checksum.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { findModelBySource, getModel, insertModel } from '../../db/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { builtInEmbedder, builtInEmbedderOf } from '../../faces/embed/embedder.ts';
import type { FloatTensor } from '../../nn/graph.ts';
import { withWeights } from '../../nn/graph-cut.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import { verifyModel } from '../../nn/models.ts';
import { readOnnx } from '../../nn/onnx/read.ts';
import { writeOnnx } from '../../nn/onnx/write.ts';
import {
  embedderInputs,
  type EmbedderKind,
  type OwnManifest,
  readOwnManifest,
  readOwnModel,
  writeOwnModel,
} from '../../nn/own-models.ts';
import { activeModel, asModel, modelFolder } from '../model-session/active-model.ts';

/** The base model of a training: the one in force. */
export interface BaseModel {
  id: string;
  /** Alignment of the faces that it is shown. */
  kind: EmbedderKind;
  /** Path of the ONNX file. */
  onnx: Uint8Array;
}

/**
 * The model in force, if Familiar knows its layers: a model that comes with it, or one fine-tuned from it.
 * @throws FamiliarError `model-unsuitable` for a network that the user brought, `model-missing`, `model-damaged`
 */
export async function readBase(db: ReadableDb, root: string): Promise<BaseModel> {
  const id = activeModel(db);
  const builtIn = builtInEmbedderOf(id);
  if (builtIn) return { id, kind: builtIn.kind, onnx: (await verifyModel(id)).onnx };
  const { source, kind } = await readOwnManifest(modelFolder(root, id));
  if (!('run' in source)) {
    throw new FamiliarError(
      'model-unsuitable',
      `${id} is a network of your own: learning begins with a network that comes with Familiar, or with what was learned from it`,
    );
  }
  return { id, kind, onnx: (await readOwnModel(modelFolder(root, id))).onnx };
}

/** False-accept rate whose distance sets the training margin, and the distance for models without a measured one. */
const strictRate = 1e-3;
const usualStrictDistance = 0.37;

/** A model's distance at a false-accept rate of 1 in 1,000. */
export function strictDistance(db: ReadableDb, id: string): number {
  const points = calibrationOf(builtInEmbedder.id);
  const point = points.find(({ far }) => far === strictRate);
  return asModel(db, id, point?.distance ?? usualStrictDistance);
}

/** Origin of a candidate. */
export type Provenance = Extract<OwnManifest['source'], { run: number }>;

/**
 * Stores a trained network as a model of the library: the base's graph with new weights. The input is pixel bytes, as
 * in the base; preprocessing is part of the graph.
 * @param weights by name of initialiser
 * @returns the model's id; the id of another run if its weights are identical
 */
export async function keepCandidate(
  db: WritableDb,
  root: string,
  base: BaseModel,
  weights: ReadonlyMap<string, FloatTensor>,
  source: Provenance,
): Promise<string> {
  const { graph } = readOnnx(base.onnx);
  const [input] = firstItems(graph.inputs, 1);
  const [output] = firstItems(graph.outputs, 1);
  const onnx = writeOnnx(withWeights(graph, weights), {
    source: `trained by Familiar from ${base.id}`,
  });
  const sha256 = checksum(onnx);
  const known = findModelBySource(db, sha256, base.kind);
  if (known) return known.id;
  const id = freeId(db, source.run);
  await writeOwnModel(modelFolder(root, id), {
    onnx,
    manifest: {
      id,
      kind: base.kind,
      source,
      sha256,
      input: {
        name: input.name,
        type: 'uint8',
        layout: 'nhwc',
        side: embedderInputs[base.kind].side,
        batch: null,
        normalisation: null,
      },
      output: { name: output.name, width: embeddingDimension },
      projection: null,
      dimension: embeddingDimension,
    },
  });
  insertModel(db, { id, kind: base.kind, sourceHash: sha256 });
  return id;
}

/** `trained-3` for run 3, or the next free name. */
function freeId(db: ReadableDb, run: number): string {
  const ids = [`trained-${run}`, ...Array.from({ length: 99 }, (_, n) => `trained-${run}-${n + 2}`)];
  return required(ids.find((id) => !getModel(db, id)));
}
