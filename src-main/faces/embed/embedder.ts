import { loadNetwork, type Network, type NetworkOptions } from '../../nn/onnxruntime.ts';
import type { DeviceName } from '../../contract/models.ts';
import { loadOwnNetwork } from '../../nn/own-network.ts';
import { isBuilt } from '../../nn/models.ts';
import { type EmbedderKind, readOwnModel } from '../../nn/own-models.ts';
import { type CutFace, cutFor, mirroredFor } from '../align/alignments.ts';
import { embeddingModel } from '../recognised.ts';

/** The choice of an embedder, as sent to a thread. */
export interface Embedder {
  /** Id of the model. */
  id: string;
  /** Kind of its input. */
  kind: EmbedderKind;
  /** Folder of a model that the user brought; null for a built-in one. */
  folder: string | null;
}

/** dlib's network, which is always available. */
export const builtInEmbedder: Embedder = { id: embeddingModel, kind: 'dlib150', folder: null };

/** Built-in embedders, the better first. The first one may be missing from a build. */
export const builtInEmbedders: readonly Embedder[] = [
  { id: 'dlib-mobilefacenet-128', kind: 'familiar184', folder: null },
  builtInEmbedder,
];

/** The built-in embedder with an id. */
export const builtInEmbedderOf = (id: string): Embedder | undefined =>
  builtInEmbedders.find((embedder) => embedder.id === id);

/** The best embedder of this build; new libraries use it. */
export const bestEmbedder = (): Embedder => builtInEmbedders.find(({ id }) => isBuilt(id)) ?? builtInEmbedder;

/** An embedder, loaded and ready. */
export interface EmbedderNetwork extends Pick<Network, 'run' | 'release'> {
  readonly id: string;
  readonly cut: CutFace;
  /** True if each chip is embedded mirrored too. */
  readonly mirrored: boolean;
}

/** @throws FamiliarError `model-missing`, `model-damaged`, `model-unsuitable` or `device-unavailable` */
export async function loadEmbedder(
  { id, kind, folder }: Embedder,
  device: { name: DeviceName },
  options?: NetworkOptions,
): Promise<EmbedderNetwork> {
  const network =
    folder === null
      ? await loadNetwork(id, device, options)
      : await loadOwnNetwork(await readOwnModel(folder), device.name, options);
  return { ...network, id, cut: cutFor[kind], mirrored: mirroredFor[kind] };
}
