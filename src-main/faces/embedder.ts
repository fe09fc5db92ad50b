import { loadNetwork, type Network, type NetworkOptions } from '../nn/onnxruntime.ts';
import type { DeviceName } from '../contract/models.ts';
import { loadOwnNetwork } from '../nn/own-network.ts';
import { isBuilt } from '../nn/models.ts';
import { type EmbedderKind, readOwnModel } from '../nn/own-models.ts';
import { type CutFace, cutFor, mirroredFor } from './alignments.ts';
import { embeddingModel } from './recognised.ts';

/** Which network makes vectors, in what crosses to a thread. */
export interface Embedder {
  /** Model whose vectors they are. */
  id: string;
  /** How it is shown faces. */
  kind: EmbedderKind;
  /** Where a model that the user brought lies; null for one that comes with Familiar. */
  folder: string | null;
}

/** dlib's network, which is always there. */
export const builtInEmbedder: Embedder = { id: embeddingModel, kind: 'dlib150', folder: null };

/** The embedders that come with Familiar, the better first. The first one may be missing where Familiar was built. */
export const builtInEmbedders: readonly Embedder[] = [
  { id: 'dlib-mobilefacenet-128', kind: 'familiar184', folder: null },
  builtInEmbedder,
];

/** The one of that id among the embedders that come with Familiar. */
export const builtInEmbedderOf = (id: string): Embedder | undefined =>
  builtInEmbedders.find((embedder) => embedder.id === id);

/** The best embedder that comes with this Familiar: new libraries get its vectors. */
export const bestEmbedder = (): Embedder => builtInEmbedders.find(({ id }) => isBuilt(id)) ?? builtInEmbedder;

/** An embedder, loaded and ready. */
export interface EmbedderNetwork extends Pick<Network, 'run' | 'release'> {
  readonly id: string;
  readonly cut: CutFace;
  /** Whether each chip is shown in a mirror as well. */
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
