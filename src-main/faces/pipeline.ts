import type { Box } from '../contract/models.ts';
import type { Device, Network, NetworkOptions } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import type { Pixels } from '../photos/pixels.ts';
import { createBatcher } from './batcher.ts';
import type { Detection } from './boxes.ts';
import { cutChip, sharpnessFrame } from './chip.ts';
import { displaySquare, encodeDisplay } from './display-crop.ts';
import { embedFaces } from './embed.ts';
import { bestEmbedder, type EmbedderNetwork, loadEmbedder } from './embedder.ts';
import { findFaces, type FoundFace } from './find.ts';
import { findLandmarks } from './landmarks.ts';
import { judgeQuality, measureQuality } from './quality.ts';
import { pipelineModels, type RecognisedFace, type RecognisedPhoto } from './recognised.ts';
import { refine, unsteadinessOf } from './refine.ts';
import { Turns } from './turns.ts';
import { fromView, type LookedAtPhoto, readPart, toView, type View, viewsOf, wholeView } from './views.ts';

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

/** Finds the faces of a photo, in pixels of the copy that it is looked at on. */
type Finder = (photo: LookedAtPhoto, run: StageRunner) => Promise<FoundFace[]>;

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

  const find: Finder = (photo, run) =>
    findFaces(
      {
        pixels: photo.pixels,
        shrunk: photo.width / photo.pixels.width,
        read: (part) => readPart(photo.path, part),
      },
      { detector, landmarks: landmarker },
      run,
    );
  const look = async (path: string, run: StageRunner, findIn: Finder): Promise<SeenPhoto> => {
    const { pixels, ...photo } = await run('decode', () => decodePhoto(path, workingSide));
    const lookedAt = { path, pixels, width: photo.width, height: photo.height };
    const thumbnail = await run('thumbnail', () => encodeJpeg(pixels, thumbnailSide));
    const found = (await findIn(lookedAt, run)).map((face) => inFile(face, wholeView(lookedAt)));
    const cut = await closeUps.take(() => cutFaces(lookedAt, found, run));
    const faces = cut.map(({ aligned: _aligned, ...face }) => face);
    const aligned = cut.map((face) => face.aligned);
    return { ...photo, model: networks.embedder.id, thumbnail, faces, aligned };
  };
  /** Everything that needs the pixels of the faces, view by view, so that one view is in memory at a time. */
  const cutFaces = async (photo: LookedAtPhoto, found: readonly FoundFace[], run: StageRunner) => {
    const cut = new Array<Omit<RecognisedFace, 'vector'> & { aligned: Pixels[] }>(found.length);
    const views = viewsOf(
      photo,
      found.map(({ landmarks }) => landmarks),
    );
    for (;;) {
      const { value, done } = await run('decode', () => views.next());
      if (done) return cut;
      const { view, faces } = value;
      for (const i of faces) {
        const face = await run('landmarks', () => refine(found[i], view, landmarker));
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

  const see = async (path: string, run: StageRunner, findIn: Finder): Promise<RecognisedPhoto> => {
    const { aligned, faces, ...photo } = await places.take(() => look(path, run, findIn));
    const vectors = await run('embed', () => embed(aligned));
    return { ...photo, faces: faces.map((face, i) => ({ ...face, vector: vectors[i] })) };
  };

  return {
    recognise: (path, run = untimed) => see(path, run, find),
    recogniseIn: (path, box) => see(path, untimed, ({ pixels }) => faceIn(pixels, box, landmarker)),
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
  return [{ detection, landmarks, lying: false }];
}

/** A face found in a view, in pixels of the file. */
function inFile({ detection, landmarks, lying }: FoundFace, view: View): FoundFace {
  const [left, top, right, bottom] = fromView(
    view,
    Float32Array.of(detection.left, detection.top, detection.right, detection.bottom),
  );
  const { score } = detection;
  return { detection: { left, top, right, bottom, score }, landmarks: fromView(view, landmarks), lying };
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
