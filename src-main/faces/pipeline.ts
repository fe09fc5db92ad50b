import type { Device, Network } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import type { Pixels } from '../photos/pixels.ts';
import type { Detection } from './boxes.ts';
import { cutChip, displayFrame, embeddingFrame } from './chip.ts';
import { detectFaces } from './detect.ts';
import { embedChips } from './embed.ts';
import { findLandmarks } from './landmarks.ts';
import { pipelineModels, type RecognisedFace, type RecognisedPhoto } from './recognised.ts';
import { isFace } from './veto.ts';

/** Longer side in pixels at which photos are looked at. Faces keep detail, memory stays bounded (12 MB). */
const workingSide = 2048;
/** Longer side of a photo's thumbnail in pixels. */
const thumbnailSide = 400;

/** What recognition does to a photo, in this order; align and chips cut faces to embed and to look at. */
export const recognitionStages = [
  'decode',
  'thumbnail',
  'detect',
  'landmarks',
  'align',
  'embed',
  'chips',
] as const;
export type RecognitionStage = (typeof recognitionStages)[number];

/** Runs a stage's work; a benchmark measures it on the way. */
export type StageRunner = <T>(stage: RecognitionStage, work: () => T | Promise<T>) => Promise<T>;

export type PipelineNetworks = Record<keyof typeof pipelineModels, Network>;

/** @throws FamiliarError `model-missing`, `model-damaged` or `device-unavailable` */
export async function loadPipelineNetworks(device: Pick<Device, 'name'>): Promise<PipelineNetworks> {
  const [detector, landmarks, embedder] = await Promise.all([
    loadNetwork(pipelineModels.detector, device),
    loadNetwork(pipelineModels.landmarks, device),
    loadNetwork(pipelineModels.embedder, device),
  ]);
  return { detector, landmarks, embedder };
}

/**
 * From a file to faces and vectors.
 * @throws FamiliarError `path-missing` or `photo-*`
 */
export async function recogniseFile(
  path: string,
  networks: PipelineNetworks,
  run: StageRunner = async (_stage, work) => work(),
): Promise<RecognisedPhoto> {
  const { pixels, ...photo } = await run('decode', () => decodePhoto(path, workingSide));
  const thumbnail = await run('thumbnail', () => encodeJpeg(pixels, thumbnailSide));
  const detections = await run('detect', () => detectFaces(pixels, networks.detector));
  const found = await run('landmarks', async () => {
    const landmarks = await findLandmarks(pixels, detections, networks.landmarks);
    return detections
      .map((detection, i) => ({ detection, landmarks: landmarks[i] }))
      .filter((face) => isFace(face.detection, face.landmarks));
  });
  const aligned = await run('align', () =>
    found.map(({ landmarks }) => cutChip(pixels, landmarks, embeddingFrame)),
  );
  const vectors = await run('embed', () => embedChips(aligned, networks.embedder));
  const chips = await run('chips', () =>
    Promise.all(found.map(({ landmarks }) => encodeJpeg(cutChip(pixels, landmarks, displayFrame)))),
  );
  const faces = found.map(({ detection, landmarks }, i) => ({
    ...inFractions(detection, landmarks, pixels),
    score: detection.score,
    chip: chips[i],
    vector: vectors[i],
  }));
  return { ...photo, thumbnail, faces };
}

function inFractions(
  { left, top, right, bottom }: Detection,
  landmarks: Float32Array,
  { width, height }: Pixels,
): Pick<RecognisedFace, 'box' | 'landmarks'> {
  return {
    box: { x: left / width, y: top / height, width: (right - left) / width, height: (bottom - top) / height },
    landmarks: landmarks.map((value, k) => value / (k % 2 === 0 ? width : height)),
  };
}
