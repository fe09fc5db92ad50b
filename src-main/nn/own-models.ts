import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { flushFile, flushFolder } from '../common/flush.ts';
import { FamiliarError } from '../contract/errors.ts';
import { modelId, requireChecksum, sha256 } from './models.ts';
import { jointChip } from './networks/dlib-mobilefacenet.ts';
import type { Normalisation } from './networks/layers.ts';
import { mobileFaceNetNormalisation } from './networks/mobilefacenet.ts';

/** Ways in which face networks want to be shown faces, named after the families of networks that want it so. */
export const embedderKind = z.enum(['arcface112', 'dlib150', 'facenet160', 'familiar184']);
export type EmbedderKind = z.infer<typeof embedderKind>;

/** The input of each kind: side in pixels, and what a network that takes floats was trained on. */
export const embedderInputs: Record<EmbedderKind, { side: number; normalisation: Normalisation }> = {
  /** ArcFace (Deng et al. 2019) and those that share its preparation. */
  arcface112: { side: 112, normalisation: { mean: [127.5, 127.5, 127.5], divisor: 127.5 } },
  /** dlib's ResNet, as dlib's own code prepares its input. */
  dlib150: { side: 150, normalisation: { mean: [122.782, 117.001, 104.298], divisor: 256 } },
  /** FaceNet as trained with fixed standardisation (D. Sandberg's facenet, facenet-pytorch). */
  facenet160: { side: 160, normalisation: { mean: [127.5, 127.5, 127.5], divisor: 128 } },
  /** Our own network of two, and what was trained from it; these take bytes, and floats are MobileFaceNet's. */
  familiar184: { side: jointChip.size, normalisation: mobileFaceNetNormalisation },
};

const positive = z.number().int().positive();

/** The file as it was given; `bytes` of `model.onnx` from its start are that file. */
const givenFile = z.object({ file: z.string(), sha256, bytes: positive });

/** The training that a network came of. */
const trained = z.object({
  run: positive,
  /** Model that it began with. */
  base: modelId,
  scope: z.string(),
  seed: z.number().int(),
  /** People and photos that it was trained on. */
  people: positive,
  photos: positive,
});

/** The manifest beside the `model.onnx` of a network that the user brought, or that was trained. */
const ownManifest = z.object({
  id: modelId,
  kind: embedderKind,
  source: z.union([givenFile, trained]),
  /** Lower-case hexadecimal SHA-256 of `model.onnx`. */
  sha256,
  /** RGB, rows from the top. */
  input: z.object({
    name: z.string(),
    type: z.enum(['float32', 'uint8']),
    layout: z.enum(['nchw', 'nhwc']),
    /** Height and width in pixels. */
    side: positive,
    /** 1 where the graph takes one picture at a time; null where it takes any number. */
    batch: z.literal(1).nullable(),
    /** `(pixel - mean) / divisor`; null where the graph takes the bytes and does that itself. */
    normalisation: z
      .object({ mean: z.tuple([z.number(), z.number(), z.number()]), divisor: z.number() })
      .nullable(),
  }),
  /** The network's own output: one vector a picture. */
  output: z.object({ name: z.string(), width: positive }),
  /** The projection to the width of the library's vectors [Note: Appending to an ONNX file]; null without one. */
  projection: z
    .object({
      /** Initialiser [width, dimension] and output in the graph. */
      weights: z.string(),
      output: z.string(),
      /** Faces that it was fitted to. */
      faces: z.number().int(),
      /** Part of those faces' squared length that it keeps, 0 to 1. */
      kept: z.number(),
    })
    .nullable(),
  /** Width of the vectors that come out. */
  dimension: positive,
});
export type OwnManifest = z.infer<typeof ownManifest>;
export type OwnSource = OwnManifest['source'];

/** The origin of a model, in words: the name of the file, or the training. */
export function describeSource(source: OwnSource): string {
  if ('file' in source) return source.file;
  const people = `${source.people} ${source.people === 1 ? 'person' : 'people'}`;
  const photos = `${source.photos} ${source.photos === 1 ? 'photo' : 'photos'}`;
  return `run ${source.run} from ${source.base}, on ${photos} of ${people}`;
}

export interface OwnModel {
  manifest: OwnManifest;
  /** Content of `model.onnx`. */
  onnx: Uint8Array;
}

/**
 * Reads a model that the user brought and checks it against its manifest.
 * @param folder holds `model.onnx` and `manifest.json`
 * @throws FamiliarError `model-missing` or `model-damaged`
 */
export async function readOwnModel(folder: string): Promise<OwnModel> {
  const manifest = await readOwnManifest(folder);
  const onnx = await readPart(folder, 'model.onnx');
  requireChecksum(onnx, manifest, folder);
  return { manifest, onnx };
}

/** @throws FamiliarError `model-missing`, or `model-damaged` where the manifest cannot be read as one */
export async function readOwnManifest(folder: string): Promise<OwnManifest> {
  const text = await readPart(folder, 'manifest.json');
  try {
    return ownManifest.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw new FamiliarError('model-damaged', `the manifest in ${folder} is not valid`, { cause });
  }
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new FamiliarError('model-missing', `${join(folder, name)} cannot be read`, { cause });
  }
}

/** Writes a model whole or not at all; one that is there already gives way. */
export async function writeOwnModel(folder: string, { manifest, onnx }: OwnModel): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, 'model.onnx'), onnx);
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of ['model.onnx', 'manifest.json']) flushFile(join(draft, name));
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  flushFolder(dirname(folder));
}

/** The default id: the file's name in lower case, with `-` in the place of other characters. */
export function idFromFile(path: string): string {
  const name = basename(path).replace(/\.[^.]*$/, '');
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
  return id || 'own-model';
}
