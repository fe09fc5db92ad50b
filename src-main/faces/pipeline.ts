import { elementAt, firstItems } from '../common/elements.ts';
import type { Sensitivity } from '../contract/detection.ts';
import type { Box } from '../contract/models.ts';
import type { Device, Network, NetworkOptions } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { type DecodedPhoto, decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { imageOf, type Pixels, pixelsOf } from '../photos/pixels.ts';
import { createBatcher } from './embed/batcher.ts';
import type { Detection } from './boxes.ts';
import { cutChip, sharpnessFrame } from './align/chip.ts';
import { displaySquare, encodeDisplay } from './display-crop.ts';
import { embedFaces } from './embed/embed.ts';
import { bestEmbedder, type EmbedderNetwork, loadEmbedder } from './embed/embedder.ts';
import { findFaces, type FoundFace } from './detect/find.ts';
import { detectionLimits } from './detect/limits.ts';
import { findLandmarks } from './align/landmarks.ts';
import { judgeQuality, measureQuality } from './quality.ts';
import { type Picture, pipelineModels, type RecognisedFace, type RecognisedPhoto } from './recognised.ts';
import { refine, unsteadinessOf } from './detect/refine.ts';
import { Turns } from './embed/turns.ts';
import { fromView, type LookedAtPhoto, partsOf, toView, viewsOf, wholeView } from './views.ts';
import type { View } from './view.ts';

/**
 * Longer side in pixels of the copy on which detection runs. Faces keep enough detail, and memory is bounded
 * (12 MB).
 */
export const workingSide = 2048;
/** Longer side of a photo's thumbnail in pixels. */
export const thumbnailSide = 400;
/**
 * Maximum number of faces embedded in one batch, of one or several photos; more are not faster and take more
 * memory.
 */
const facesPerBatch = 8;

/** The stages of recognition, in order; `align` and `chips` cut faces for the network and for people. */
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

/** Runs the work of a stage; a benchmark measures the time. */
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
   * Recognises a photo file or a frame. May be called for several at once.
   * @throws FamiliarError `path-missing` or `photo-*`
   */
  recognise(picture: Picture, run?: StageRunner, sensitivity?: Sensitivity): Promise<RecognisedPhoto>;
  /**
   * Recognises the one face in a box drawn by the user, whatever the detector finds.
   * @param box fractions of the upright picture
   */
  recogniseIn(picture: Picture, box: Box): Promise<RecognisedPhoto>;
}

/** Finds the faces of a photo, in pixels of the working copy. */
type Finder = (photo: LookedAtPhoto, run: StageRunner) => Promise<FoundFace[]>;

/** A recognised photo without vectors, whose pixels are not needed any more. */
interface SeenPhoto extends Omit<RecognisedPhoto, 'faces'> {
  faces: Omit<RecognisedFace, 'vector'>[];
  /** Chips for the embedder, in the order of the faces. */
  aligned: Pixels[][];
}

/**
 * [Note: Overlap] Creates the recognition pipeline of one thread. Photos are decoded while the networks run
 * for others; networks run one at a time. All stages that need a photo's pixels precede embedding, so that
 * faces of several photos share a batch while few decoded photos are in memory.
 * @param photosDecoded maximum number of decoded photos in memory, at least 1
 */
export function createPipeline(networks: PipelineNetworks, { photosDecoded = 1 } = {}): Pipeline {
  const places = new Turns(photosDecoded);
  const closeUps = new Turns();
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

  const findWith =
    (sensitivity: Sensitivity): Finder =>
    (photo, run) =>
      findFaces(
        {
          limits: detectionLimits[sensitivity],
          pixels: photo.pixels,
          shrunk: photo.width / photo.pixels.width,
          read: (part) => photo.read(part),
        },
        { detector, landmarks: landmarker },
        run,
      );
  const look = async (picture: Picture, run: StageRunner, findIn: Finder): Promise<SeenPhoto> => {
    const { read, pixels, ...photo } = await run('decode', () => readPicture(picture));
    const lookedAt = { read, pixels, width: photo.width, height: photo.height };
    const thumbnail = await run('thumbnail', () => encodeJpeg(pixels, thumbnailSide));
    const found = (await findIn(lookedAt, run)).map((face) => inFile(face, wholeView(lookedAt)));
    const cut = await closeUps.take(() => cutFaces(lookedAt, found, run));
    const faces = cut.map(({ aligned: _aligned, ...face }) => face);
    const aligned = cut.map((face) => face.aligned);
    return { ...photo, model: networks.embedder.id, thumbnail, faces, aligned };
  };
  /** All stages that need the pixels of the faces, view by view, so that one view is in memory at a time. */
  const cutFaces = async (photo: LookedAtPhoto, found: readonly FoundFace[], run: StageRunner) => {
    const cut = new Array<Omit<RecognisedFace, 'vector'> & { aligned: Pixels[] }>(found.length);
    const views = viewsOf(
      photo,
      found.map(({ landmarks }) => landmarks),
    );
    for (;;) {
      const next = await run('decode', () => views.next());
      if (next.done) return cut;
      const { view, faces } = next.value;
      for (const i of faces) {
        const face = await run('landmarks', () => refine(elementAt(found, i), view, landmarker));
        const landmarks = toView(view, face.landmarks);
        const aligned = await run('align', () => networks.embedder.cut(view.pixels, landmarks));
        const [chip, first] = await run(
          'chips',
          async () =>
            [
              await encodeDisplay(displaySquare(face.landmarks, photo), view),
              measureQuality(
                cutChip(view.pixels, landmarks, sharpnessFrame),
                face.landmarks,
                face.detection.score,
              ),
            ] as const,
        );
        const unsteadiness = first.isDoubtful
          ? await run('landmarks', () => unsteadinessOf(face, view, landmarker))
          : 0;
        const quality = judgeQuality({ ...first, unsteadiness });
        cut[i] = { ...inFractions(face, photo), score: face.detection.score, chip, quality, aligned };
      }
    }
  };

  const see = async (picture: Picture, run: StageRunner, findIn: Finder): Promise<RecognisedPhoto> => {
    const { aligned, faces, ...photo } = await places.take(() => look(picture, run, findIn));
    const vectors = await run('embed', () => embed(aligned));
    return { ...photo, faces: faces.map((face, i) => ({ ...face, vector: elementAt(vectors, i) })) };
  };

  return {
    recognise: (picture, run = untimed, sensitivity = 'usual') => see(picture, run, findWith(sensitivity)),
    recogniseIn: (picture, box) => see(picture, untimed, ({ pixels }) => faceIn(pixels, box, landmarker)),
  };
}

const untimed: StageRunner = async (_stage, work) => work();

/** A frame is looked at as it is: its film has no more pixels than it. */
async function readPicture(picture: Picture): Promise<DecodedPhoto & Pick<LookedAtPhoto, 'read'>> {
  if (typeof picture === 'string') {
    return { read: partsOf(picture), ...(await decodePhoto(picture, workingSide)) };
  }
  const { width, height } = picture;
  const read: LookedAtPhoto['read'] = (part) => pixelsOf(imageOf(picture).extract(part));
  return { read, pixels: picture, width, height, orientation: 1, takenAt: null };
}

/** The face in a box. The user saw it, so its confidence is 1. */
async function faceIn(photo: Pixels, box: Box, landmarker: Network): Promise<FoundFace[]> {
  const { width, height } = photo;
  const detection: Detection = {
    left: box.x * width,
    top: box.y * height,
    right: (box.x + box.width) * width,
    bottom: (box.y + box.height) * height,
    score: 1,
  };
  const [landmarks] = firstItems(await findLandmarks(photo, [detection], landmarker), 1);
  return [{ detection, landmarks, isRotated: false }];
}

/** Converts a face from pixels of a view to pixels of the file. */
function inFile({ detection, landmarks, isRotated }: FoundFace, view: View): FoundFace {
  const [left, top, right, bottom] = firstItems(
    fromView(view, Float32Array.of(detection.left, detection.top, detection.right, detection.bottom)),
    4,
  );
  const { score } = detection;
  return { detection: { left, top, right, bottom, score }, landmarks: fromView(view, landmarks), isRotated };
}

function inFractions(
  { detection: { left, top, right, bottom }, landmarks }: FoundFace,
  { width, height }: { width: number; height: number },
): Pick<RecognisedFace, 'box' | 'landmarks'> {
  return {
    box: { x: left / width, y: top / height, width: (right - left) / width, height: (bottom - top) / height },
    landmarks: landmarks.map((value, k) => value / (k % 2 === 0 ? width : height)),
  };
}
