import { elementAt, firstItems } from '../common/elements.ts';
import type { InferenceSession } from './onnxruntime.ts';
import { dot, normalise } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceName } from '../contract/models.ts';
import { drawFaces } from './device-pictures.ts';
import { type NetworkPorts, openSession, runPictures } from './own-network.ts';
import { embedderInputs, type EmbedderKind, type OwnManifest } from './own-models.ts';

/** The result of checking a network. */
export type CheckedPorts = Pick<OwnManifest, 'input' | 'output'>;

export interface Expectation {
  kind: EmbedderKind;
  /** Width of the network's own vectors; undefined where nobody has said. */
  width?: number | undefined;
  /** Device that it is to run on, held against the CPU. */
  device: DeviceName;
}

/** Pictures that the test is made with. */
const pictures = 8;
/** Least cosine between two runs that have to give the same. */
const minCosine = 0.999;
/** Cosine from which on vectors of different faces count as equal: the network tells no two faces apart. */
const maxCosine = 0.9999;
/** Wider outputs are class scores rather than embeddings. */
const maxWidth = 4096;

/**
 * Tests whether an ONNX file is a face network of a kind: ONNX Runtime loads it, it has one input of the
 * kind's shape and one output of one vector a picture, and on drawn faces these are finite, not constant, not all
 * the same, as long as they should be, and the same alone as in a batch and on the device as on the CPU.
 * @throws FamiliarError `model-unsuitable` with the first reason, `device-unavailable`
 */
export async function checkOwnModel(onnx: Uint8Array, wanted: Expectation): Promise<CheckedPorts> {
  const session = await openSession(onnx, 'cpu');
  try {
    const input = readInput(session, wanted.kind);
    const ports: NetworkPorts = { input, output: readOutput(session) };
    const faces = drawFaces(pictures, input.side);
    const together = await tryRun(session, ports, faces, pictures);
    const width = together.length / pictures;
    checkWidth(width, wanted.width);
    const vectors = split(together, width);
    checkVectors(vectors);
    const alone = await tryRun(session, ports, faces.subarray(0, faces.length / pictures), 1);
    if (alone.length !== width || !(cosine(alone, elementAt(vectors, 0)) >= minCosine)) {
      throw unsuitable('a face alone gives another vector than the same face among others');
    }
    if (wanted.device !== 'cpu') await compareDevice(onnx, wanted.device, ports, faces, vectors);
    return { input, output: { name: ports.output, width } };
  } finally {
    await session.release();
  }
}

const unsuitable = (reason: string) => new FamiliarError('model-unsuitable', reason);

function readInput(session: InferenceSession, kind: EmbedderKind): OwnManifest['input'] {
  const { side, normalisation } = embedderInputs[kind];
  const [input, ...others] = session.inputMetadata;
  if (!input || others.length > 0) {
    throw unsuitable(`it has ${session.inputMetadata.length} inputs; a face network has one`);
  }
  if (!input.isTensor || (input.type !== 'float32' && input.type !== 'uint8')) {
    const type = input.isTensor ? input.type : 'no tensor';
    throw unsuitable(`its input is ${type}; it has to be float32, or uint8 with the channels last`);
  }
  const { name, type, shape } = input;
  const layout = layoutOf(shape, side);
  if (!layout || (type === 'uint8' && layout === 'nchw')) {
    const channelsFirst = type === 'float32' ? `[batch, 3, ${side}, ${side}] or ` : '';
    throw unsuitable(
      `its input is ${type} [${shape.join(', ')}]; ${kind} takes ${channelsFirst}[batch, ${side}, ${side}, 3]`,
    );
  }
  const batch = elementAt(shape, 0);
  if (isFixed(batch) && batch !== 1) {
    throw unsuitable(`it takes ${batch} pictures at a time; it has to take one, or any number`);
  }
  return {
    name,
    type,
    layout,
    side,
    batch: batch === 1 ? 1 : null,
    normalisation:
      type === 'uint8' ? null : { mean: [...normalisation.mean], divisor: normalisation.divisor },
  };
}

/** ONNX Runtime gives a dimension that the graph leaves open as a name, or as a number below 1. */
const isFixed = (size: number | string): size is number => typeof size === 'number' && size > 0;

/** The layout, told by the place of the size 3; the sides may be left open. */
function layoutOf(shape: readonly (number | string)[], side: number): 'nchw' | 'nhwc' | null {
  if (shape.length !== 4) return null;
  const [, first, second, third] = firstItems(shape, 4);
  const isSide = (size: number | string) => !isFixed(size) || size === side;
  if (first === 3 && isSide(second) && isSide(third)) return 'nchw';
  if (third === 3 && isSide(first) && isSide(second)) return 'nhwc';
  return null;
}

function readOutput(session: InferenceSession): string {
  const [output, ...others] = session.outputMetadata;
  if (others.length > 0) {
    throw unsuitable(
      `it has ${session.outputMetadata.length} outputs (${session.outputNames.join(', ')}); a face network has one`,
    );
  }
  if (!output?.isTensor || output.type !== 'float32') throw unsuitable('its output is not float32');
  return output.name;
}

async function tryRun(
  session: InferenceSession,
  ports: NetworkPorts,
  faces: Uint8Array,
  count: number,
): Promise<Float32Array> {
  try {
    return await runPictures(session, ports, faces, count);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new FamiliarError('model-unsuitable', `it fails on ${count} faces: ${words}`, { cause });
  }
}

function checkWidth(width: number, wanted?: number): void {
  if (!Number.isInteger(width) || width < 2 || width > maxWidth) {
    throw unsuitable(`it gives ${width} numbers a face; an embedding has 2 to ${maxWidth}`);
  }
  if (wanted !== undefined && width !== wanted) {
    throw unsuitable(`it gives ${width} numbers a face, not ${wanted}`);
  }
}

function split(vectors: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: vectors.length / width }, (_, i) =>
    vectors.subarray(i * width, (i + 1) * width),
  );
}

function checkVectors(vectors: readonly Float32Array[]): void {
  if (vectors.some((vector) => !vector.every(Number.isFinite))) {
    throw unsuitable('it gives numbers that are not finite');
  }
  if (vectors.some((vector) => vector.every((value) => value === vector[0]))) {
    throw unsuitable('its vectors are constant: each number in them is the same');
  }
  const [first, ...others] = vectors;
  if (first && others.every((other) => cosine(first, other) > maxCosine)) {
    throw unsuitable('it gives every face the same vector');
  }
}

async function compareDevice(
  onnx: Uint8Array,
  device: DeviceName,
  ports: NetworkPorts,
  faces: Uint8Array,
  onCpu: readonly Float32Array[],
): Promise<void> {
  const session = await openSession(onnx, device);
  try {
    const onDevice = split(await tryRun(session, ports, faces, pictures), elementAt(onCpu, 0).length);
    const least = Math.min(...onDevice.map((vector, i) => cosine(vector, elementAt(onCpu, i))));
    if (!(least >= minCosine)) {
      const reason = `on ${device} it gives other vectors than on the CPU (cosine ${least.toFixed(4)}); --device cpu avoids it`;
      throw unsuitable(reason);
    }
  } finally {
    await session.release();
  }
}

const cosine = (a: Float32Array, b: Float32Array): number => dot(normalise(a.slice()), normalise(b.slice()));
