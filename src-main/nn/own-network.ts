import { float32At, uint8At } from '../common/typed-arrays.ts';
import { elementAt, entryOf } from '../common/elements.ts';
import { joinVectors } from '../common/vectors.ts';
import { type ErrorCode, FamiliarError } from '../contract/errors.ts';
import type { DeviceName } from '../contract/models.ts';
import type { Normalisation } from './networks/layers.ts';
import {
  createSession,
  type InferenceSession,
  type Network,
  type NetworkOptions,
  Tensor,
} from './onnxruntime.ts';
import { type OwnManifest, type OwnModel } from './own-models.ts';

/** The interface of a network. */
export type NetworkPorts = Pick<OwnManifest, 'input'> & { output: string };

/**
 * A network that the user brought, loaded and ready: it takes bytes and gives `embedding` as our own embedder
 * does, whatever type, layout and normalisation the graph itself wants. Where it gives other than finite numbers
 * of the right width, a run throws FamiliarError `model-unsuitable`.
 * @throws FamiliarError `device-unavailable`, or `model-damaged` where ONNX Runtime refuses what it once accepted
 */
export async function loadOwnNetwork(
  { manifest, onnx }: OwnModel,
  device: DeviceName,
  options: NetworkOptions = {},
): Promise<Pick<Network, 'run' | 'release'>> {
  const session = await openSession(onnx, device, options, 'model-damaged');
  const output = manifest.projection?.output ?? manifest.output.name;
  return {
    async run(pixels, batch) {
      const embedding = await runPictures(session, { input: manifest.input, output }, pixels, batch);
      if (embedding.length !== batch * manifest.dimension) {
        throw new FamiliarError('model-unsuitable', `${manifest.id} gives vectors of another width`);
      }
      if (!embedding.every(Number.isFinite)) {
        throw new FamiliarError('model-unsuitable', `${manifest.id} gives numbers that are not finite`);
      }
      return { embedding };
    },
    release: () => session.release(),
  };
}

/**
 * A session on a file that a user gave.
 * @param refused code of the error where ONNX Runtime refuses the file
 * @throws FamiliarError `device-unavailable`, or as `refused` says
 */
export async function openSession(
  onnx: Uint8Array,
  device: DeviceName,
  options: NetworkOptions = {},
  refused: ErrorCode = 'model-unsuitable',
): Promise<InferenceSession> {
  try {
    return await createSession(onnx, device, options);
  } catch (cause) {
    if (cause instanceof FamiliarError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    const reason = `it is no ONNX file that can be run: ${words}`;
    throw new FamiliarError(refused, reason, { cause });
  }
}

/**
 * Runs pictures through a network, one by one where it takes no more at once.
 * @param pixels RGB bytes, rows from the top; `batch` pictures of side x side one after another
 * @returns the pictures' vectors one after another
 */
export async function runPictures(
  session: InferenceSession,
  { input, output }: NetworkPorts,
  pixels: Uint8Array,
  batch: number,
): Promise<Float32Array> {
  const picture = input.side * input.side * 3;
  if (batch < 1 || pixels.length !== batch * picture) {
    throw new RangeError(`${batch} pictures take ${batch * picture} bytes, not ${pixels.length}`);
  }
  const atOnce = input.batch ?? batch;
  const vectors: Float32Array[] = [];
  for (let start = 0; start < batch; start += atOnce) {
    const part = pixels.subarray(start * picture, (start + atOnce) * picture);
    const results = await session.run({ [input.name]: asTensor(part, atOnce, input) }, [output]);
    vectors.push(entryOf(results, output).data as Float32Array);
  }
  return vectors.length === 1 ? elementAt(vectors, 0) : joinVectors(vectors);
}

function asTensor(pixels: Uint8Array, batch: number, input: OwnManifest['input']): Tensor {
  const { type, layout, side, normalisation } = input;
  const dims = layout === 'nchw' ? [batch, 3, side, side] : [batch, side, side, 3];
  if (type === 'uint8' || !normalisation) return new Tensor('uint8', pixels, dims);
  const plane = side * side;
  const levels = levelsOf(normalisation);
  const floats = new Float32Array(pixels.length);
  for (let from = 0; from < pixels.length; from++) {
    const channel = from % 3;
    const at = Math.floor(from / 3);
    const to = layout === 'nhwc' ? from : (Math.floor(at / plane) * 3 + channel) * plane + (at % plane);
    floats[to] = float32At(elementAt(levels, channel), uint8At(pixels, from));
  }
  return new Tensor('float32', floats, dims);
}

/** Normalised values of the 256 levels of R, G and B. */
const levelsOf = ({ mean, divisor }: Normalisation): Float32Array[] =>
  mean.map((middle) => Float32Array.from({ length: 256 }, (_, level) => (level - middle) / divisor));
