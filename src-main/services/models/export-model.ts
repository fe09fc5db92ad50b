import { firstItems, required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { getModel } from '../../db/models.ts';
import type { ReadableDb } from '../../db/open.ts';
import { builtInEmbedderOf, type Embedder } from '../../faces/embed/embedder.ts';
import { verifyModel } from '../../nn/models.ts';
import { type EmbedderKind, type OwnManifest, readOwnModel } from '../../nn/own-models.ts';
import { modelFolder } from '../model-session/active-model.ts';

/** A model for other programs: its file, and the preprocessing that reproduces Familiar's vectors. */
export interface ExportedModel {
  onnx: Uint8Array;
  kind: EmbedderKind;
  input: OwnManifest['input'];
  /** Name of the output that holds one vector a picture. */
  output: { name: string; width: number };
}

/**
 * @param root directory of the library
 * @throws FamiliarError `not-found`, `model-missing`, `model-damaged`
 */
export async function exportModel(db: ReadableDb, root: string, id: string): Promise<ExportedModel> {
  const builtIn = builtInEmbedderOf(id);
  if (builtIn) return exportBuiltIn(builtIn);
  if (!getModel(db, id)) throw new FamiliarError('not-found', `there is no model ${id}`);
  const { onnx, manifest } = await readOwnModel(modelFolder(root, id));
  const { kind, input, projection, dimension } = manifest;
  return {
    onnx,
    kind,
    input,
    output: { name: projection?.output ?? manifest.output.name, width: dimension },
  };
}

async function exportBuiltIn({ id, kind }: Embedder): Promise<ExportedModel> {
  const { onnx, manifest } = await verifyModel(id);
  const [output] = firstItems(manifest.outputs, 1);
  const [, side] = manifest.input.shape;
  return {
    onnx,
    kind,
    input: {
      name: manifest.input.name,
      type: 'uint8',
      layout: 'nhwc',
      side: Number(side),
      batch: null,
      normalisation: null,
    },
    output: { name: output.name, width: required(manifest.dimension) },
  };
}
