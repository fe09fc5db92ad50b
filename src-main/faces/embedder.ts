import { loadNetwork, type Network, type NetworkOptions } from '../nn/onnxruntime.ts';
import type { DeviceName } from '../contract/models.ts';
import { loadOwnNetwork } from '../nn/own-network.ts';
import { type EmbedderKind, readOwnModel } from '../nn/own-models.ts';
import { type CutFace, cutFor } from './alignments.ts';
import { embeddingModel } from './recognised.ts';

/** Which network makes vectors, in what crosses to a thread. */
export interface Embedder {
  /** Model whose vectors they are. */
  id: string;
  /** How it is shown faces. */
  kind: EmbedderKind;
  /** Where a model that the user brought lies; null for the one that comes with Familiar. */
  folder: string | null;
}

export const builtInEmbedder: Embedder = { id: embeddingModel, kind: 'dlib150', folder: null };

/** An embedder, loaded and ready. */
export interface EmbedderNetwork extends Pick<Network, 'run' | 'release'> {
  readonly id: string;
  readonly cut: CutFace;
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
  return { ...network, id, cut: cutFor[kind] };
}
