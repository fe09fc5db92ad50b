import type { Box } from '../contract/models.ts';
import type { Device, Network, NetworkOptions } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import type { Pixels } from '../photos/pixels.ts';
import { createBatcher } from './batcher.ts';
import type { Detection } from './boxes.ts';
import { cutChip, displayFrame } from './chip.ts';
import { embedFaces } from './embed.ts';
import { bestEmbedder, type EmbedderNetwork, loadEmbedder } from './embedder.ts';
import { findFaces, type FoundFace } from './find.ts';
import { findLandmarks } from './landmarks.ts';
import { assessQuality } from './quality.ts';
import { pipelineModels, type RecognisedFace, type RecognisedPhoto } from './recognised.ts';
import { Turns } from './turns.ts';

/** Longer side in pixels at which photos are looked at. Faces keep detail, memory stays bounded (12 MB). */
export const workingSide = 2048;
/** Longer side of a photo's thumbnail in pixels. */
export const thumbnailSide = 400;
/** Faces embedded together at most, of one photo or of several: more gain nothing, and take more memory. */
const facesPerBatch = 8;

/** What recognition does to a photo, in this order; align and chips cut faces to embed and to look at. */
export const recognitionStages = [
  'decode',
  'thumbnail',
  'detect',
  'landmarks',
  'align',
  'chips',
  'embed',
] as const;
export type RecognitionStage = (typeof recognitionStages)[number];

/** Runs a stage's work; a benchmark measures it on the way. */
export type StageRunner = <T>(stage: RecognitionStage, work: () => T | Promise<T>) => Promise<T>;

export interface PipelineNetworks {
  detector: Network;
  landmarks: Network;
  embedder: EmbedderNetwork;
}

/** @throws FamiliarError `model-*` or `device-unavailable` */
export async function loadPipelineNetworks(
  device: Pick<Device, 'name'>,
  options?: NetworkOptions,
  embedding = bestEmbedder(),
): Promise<PipelineNetworks> {
  const [detector, landmarks, embedder] = await Promise.all([
    loadNetwork(pipelineModels.detector, device, options),
    loadNetwork(pipelineModels.landmarks, device, options),
    loadEmbedder(embedding, device, options),
  ]);
  return { detector, landmarks, embedder };
}

export interface Pipeline {
  /**
   * From a file to faces and vectors. May be called for several photos at once.
   * @throws FamiliarError `path-missing` or `photo-*`
   */
  recognise(path: string, run?: StageRunner): Promise<RecognisedPhoto>;
  /**
   * The same for the one face that somebody saw in a box, whatever the detector thinks of it.
   * @param box fractions of the upright photo
   */
  recogniseIn(path: string, box: Box): Promise<RecognisedPhoto>;
}

/** A photo of which all is known but the vectors, and whose pixels are not needed any more. */
interface SeenPhoto extends Omit<RecognisedPhoto, 'faces'> {
  faces: Omit<RecognisedFace, 'vector'>[];
  /** Of the faces, in their order: the chips that the embedder wants. */
  aligned: Pixels[][];
}

/**
 * The way from photos to faces, for one thread [Note: Overlap]. Photos are decoded while the networks run for
 * others, and networks run one at a time. Whatever still needs a photo's pixels goes before embedding, so that
 * the faces of several photos share a batch and yet few photos lie in memory decoded.
 * @param photosDecoded photos whose pixels are in memory at once, at least 1
 */
export function createPipeline(networks: PipelineNetworks, { photosDecoded = 1 } = {}): Pipeline {
  const places = new Turns(photosDecoded);
  const turns = new Turns();
  const inTurn = (network: Network): Network => ({
    ...network,
    run: (...input) => turns.take(() => network.run(...input)),
  });
  const detector = inTurn(networks.detector);
  const landmarker = inTurn(networks.landmarks);
  const embed = createBatcher({
    run: (chips: readonly Pixels[][]) => embedFaces(chips, networks.embedder),
    most: facesPerBatch,
    turns,
  });

  const find = (pixels: Pixels, run: StageRunner) =>
    findFaces(pixels, { detector, landmarks: landmarker }, run);
  const look = async (path: string, run: StageRunner, findIn: typeof find): Promise<SeenPhoto> => {
    const { pixels, ...photo } = await run('decode', () => decodePhoto(path, workingSide));
    const thumbnail = await run('thumbnail', () => encodeJpeg(pixels, thumbnailSide));
    const found = await findIn(pixels, run);
    const aligned = await run('align', () =>
      found.map(({ landmarks }) => networks.embedder.cut(pixels, landmarks)),
    );
    const shown = await run('chips', () =>
      Promise.all(
        found.map(async ({ detection, landmarks }) => {
          const chip = cutChip(pixels, landmarks, displayFrame);
          const quality = assessQuality(chip, landmarks, detection.score);
          return { chip: await encodeJpeg(chip), quality };
        }),
      ),
    );
    const faces = found.map(({ detection, landmarks }, i) => ({
      ...inFractions(detection, landmarks, pixels),
      score: detection.score,
      ...shown[i],
    }));
    return { ...photo, model: networks.embedder.id, thumbnail, faces, aligned };
  };

  const see = async (path: string, run: StageRunner, findIn: typeof find): Promise<RecognisedPhoto> => {
    const { aligned, faces, ...photo } = await places.take(() => look(path, run, findIn));
    const vectors = await run('embed', () => embed(aligned));
    return { ...photo, faces: faces.map((face, i) => ({ ...face, vector: vectors[i] })) };
  };

  return {
    recognise: (path, run = untimed) => see(path, run, find),
    recogniseIn: (path, box) => see(path, untimed, (pixels) => faceIn(pixels, box, landmarker)),
  };
}

const untimed: StageRunner = async (_stage, work) => work();

/** The face in a box. Somebody saw it, so there is no doubt about it. */
async function faceIn(photo: Pixels, box: Box, landmarker: Network): Promise<FoundFace[]> {
  const { width, height } = photo;
  const detection: Detection = {
    left: box.x * width,
    top: box.y * height,
    right: (box.x + box.width) * width,
    bottom: (box.y + box.height) * height,
    score: 1,
  };
  const [landmarks] = await findLandmarks(photo, [detection], landmarker);
  return [{ detection, landmarks }];
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
