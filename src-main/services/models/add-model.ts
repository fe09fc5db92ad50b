import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { checksum } from '../../common/checksum.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { deleteVectors } from '../../db/embedding.ts';
import { deleteJobs } from '../../db/jobs.ts';
import { deleteModel, findModelBySource, getModel, insertModel } from '../../db/models.ts';
import type { WritableDb } from '../../db/open.ts';
import { builtInEmbedderOf } from '../../faces/embed/embedder.ts';
import { chooseDevice } from '../../nn/device-choice.ts';
import { modelId } from '../../nn/models.ts';
import { checkOwnModel } from '../../nn/own-model-check.ts';
import {
  type EmbedderKind,
  idFromFile,
  type OwnModel,
  readOwnManifest,
  writeOwnModel,
} from '../../nn/own-models.ts';
import {
  activeModel,
  clusterFiles,
  draftFolder,
  forgetModelBefore,
  indexFile,
  modelBefore,
  modelFolder,
  nextModel,
  putNextModel,
} from '../model-session/active-model.ts';
import { paddingMatrix, withProjection } from './fit-projection.ts';
import { embeddingJob } from './re-embed.ts';

export interface NewModel {
  /** Path of the ONNX file. */
  file: string;
  kind: EmbedderKind;
  /** Expected width of the network's own vectors; undefined to accept any. */
  width?: number | undefined;
  /** Name of the model; undefined to name it after its file. */
  id?: string | undefined;
}

/**
 * Adds a face network to a library: tests and copies it. Its vectors are made later. The same file of the same kind
 * is left as it is.
 * @param root directory of the library
 * @returns the model's id
 * @throws FamiliarError `path-missing`, `model-unsuitable` with the reason, `device-unavailable`, `bad-request`
 * where the id cannot be had
 */
export async function addModel(
  db: WritableDb,
  root: string,
  { file, kind, width, id }: NewModel,
  device: DeviceRequest,
): Promise<string> {
  const onnx = await readModelFile(file);
  const sha256 = checksum(onnx);
  const known = findModelBySource(db, sha256, kind);
  if (known) {
    await checkKnown(root, known.id, { width, id });
    return known.id;
  }
  const chosen = chooseId(db, file, id);
  const { name } = await chooseDevice(device);
  const ports = await checkOwnModel(onnx, { kind, width, device: name }).catch((error: unknown) => {
    throw about(file, error);
  });
  const own = ports.output.width;
  const model: OwnModel = {
    onnx,
    manifest: {
      id: chosen,
      kind,
      source: { file: basename(file), sha256, bytes: onnx.length },
      sha256,
      ...ports,
      projection: null,
      dimension: own,
    },
  };
  await forgetFiles(root, chosen);
  if (own > embeddingDimension) await writeOwnModel(draftFolder(root, chosen), model);
  else {
    const fitting = own < embeddingDimension ? { matrix: paddingMatrix(own), faces: 0, kept: 1 } : null;
    await writeOwnModel(modelFolder(root, chosen), fitting ? withProjection(model, fitting) : model);
  }
  insertModel(db, { id: chosen, kind, sourceHash: sha256 });
  return chosen;
}

/**
 * Deletes a model with its vectors, its index and its file.
 * @throws FamiliarError `not-found`, or `bad-request` where it is in force or came with Familiar
 */
export async function removeModel(db: WritableDb, root: string, id: string): Promise<void> {
  if (builtInEmbedderOf(id)) throw new FamiliarError('bad-request', `${id} comes with Familiar and stays`);
  if (!getModel(db, id)) throw new FamiliarError('not-found', `there is no model ${id}`);
  if (activeModel(db) === id) {
    throw new FamiliarError('bad-request', `${id} is in use; take another one first`);
  }
  db.transaction(() => {
    deleteJobs(db, embeddingJob(id));
    deleteVectors(db, id);
    deleteModel(db, id);
    if (nextModel(db) === id) putNextModel(db, null);
    if (modelBefore(db) === id) forgetModelBefore(db);
  }).immediate();
  await forgetFiles(root, id);
}

/** The error with the file's name before its reason. */
function about(file: string, error: unknown): unknown {
  if (!(error instanceof FamiliarError)) return error;
  return new FamiliarError(error.code, `${basename(file)} cannot be used: ${error.message}`, {
    cause: error,
  });
}

async function forgetFiles(root: string, id: string): Promise<void> {
  const index = indexFile(root, id);
  const caches = [index, `${index}.json`, ...Object.values(clusterFiles(root, id))];
  for (const path of [modelFolder(root, id), draftFolder(root, id), ...caches]) {
    await rm(path, { recursive: true, force: true });
  }
}

async function readModelFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new FamiliarError('path-missing', `there is nothing at ${file}`, { cause });
    throw about(file, new FamiliarError('model-unsuitable', `it cannot be read: ${message}`, { cause }));
  }
}

async function checkKnown(root: string, known: string, { width, id }: Pick<NewModel, 'width' | 'id'>) {
  if (id !== undefined && id !== known) {
    throw new FamiliarError('bad-request', `this file is here already, as ${known}`);
  }
  if (width === undefined) return;
  const manifest = await readOwnManifest(modelFolder(root, known)).catch(() =>
    readOwnManifest(draftFolder(root, known)),
  );
  if (manifest.output.width !== width) {
    const reason = `${known} gives ${manifest.output.width} numbers a face, not ${width}`;
    throw new FamiliarError('model-unsuitable', reason);
  }
}

/** A given id must be free; an id derived from the file's name is made unique. */
function chooseId(db: WritableDb, file: string, wanted?: string): string {
  const isFree = (id: string) => !builtInEmbedderOf(id) && !getModel(db, id);
  if (wanted !== undefined) {
    if (!modelId.safeParse(wanted).success) {
      throw new FamiliarError('bad-request', 'an id is of a-z, 0-9 and -, at most 64 of them');
    }
    if (!isFree(wanted)) throw new FamiliarError('bad-request', `there is another model ${wanted}`);
    return wanted;
  }
  const base = idFromFile(file);
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base.slice(0, 60)}-${n}`;
    if (isFree(id)) return id;
  }
}
