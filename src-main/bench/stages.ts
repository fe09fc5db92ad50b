import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceName } from '../contract/models.ts';
import { openForWriting, type WritableDb } from '../db/open.ts';
import { cutChip, displayFrame, embeddingFrame } from '../faces/chip.ts';
import { detectFaces } from '../faces/detect.ts';
import { embedChips } from '../faces/embed.ts';
import { findLandmarks } from '../faces/landmarks.ts';
import { embeddingModel, pipelineModels } from '../faces/recognised.ts';
import { isFace } from '../faces/veto.ts';
import { loadNetwork, type Network } from '../nn/onnxruntime.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { enrolFile } from '../services/enrol.ts';
import { FaceSearch } from '../services/face-search.ts';
import { storeRecognised } from '../services/recognition-job.ts';
import { Stopwatch } from './stopwatch.ts';

/** Longer sides in pixels at which the pipeline looks at photos and keeps their thumbnails (faces/pipeline). */
const workingSide = 2048;
const thumbnailSide = 400;

/**
 * What an import does to a photo, in this order: hash the file and queue it; decode; make the thumbnail; find
 * faces; find landmarks, which veto some; cut the aligned chips for embedding; embed; cut and encode the chips
 * for people to look at; write all of it in one transaction; add the vectors to the index.
 */
export const stageNames = [
  'enrol',
  'decode',
  'thumbnail',
  'detect',
  'landmarks',
  'align',
  'embed',
  'chips',
  'store',
  'index',
] as const;
export type StageName = (typeof stageNames)[number];

/** Stages whose work grows with the faces. */
const perFace: ReadonlySet<StageName> = new Set(['landmarks', 'align', 'embed', 'chips', 'store', 'index']);

/** Milliseconds of one stage with nothing beside it. */
export interface StageTime {
  stage: StageName;
  /** By the clock. */
  msPerPhoto: number;
  /** Of all the process's threads together; unlike the clock, not touched by what else the machine does. */
  cpuMsPerPhoto: number;
  /** By the clock, within networks; part of `msPerPhoto`. */
  networkMsPerPhoto: number;
  /** By the clock; null where a stage's work does not grow with the faces. */
  msPerFace: number | null;
}

export interface StageTimes {
  /** Photos that the stages were timed on, and the faces in them. */
  photos: number;
  faces: number;
  stages: StageTime[];
}

interface Bench {
  watch: Stopwatch<StageName>;
  db: WritableDb;
  search: FaceSearch;
  networks: Record<keyof typeof pipelineModels, Network>;
}

/**
 * Times each stage of an import alone, one photo after another. One photo goes before, untimed.
 * @param folder for the database and the index that are written
 * @throws FamiliarError `path-missing`, `photo-*`, `model-*`, `device-unavailable`
 */
export async function timeStages(
  photos: readonly string[],
  device: DeviceName,
  folder: string,
): Promise<StageTimes> {
  const watch = new Stopwatch<StageName>();
  const load = async (id: string) => timed(await loadNetwork(id, { name: device }), watch);
  const networks = {
    detector: await load(pipelineModels.detector),
    landmarks: await load(pipelineModels.landmarks),
    embedder: await load(pipelineModels.embedder),
  };
  const open = (file: string, on: Stopwatch<StageName>): Bench => {
    const db = openForWriting(file);
    return { watch: on, db, search: new FaceSearch(db, embeddingModel, `${file}.hnsw`), networks };
  };
  const warmUp = open(join(folder, 'warm-up.sqlite'), new Stopwatch());
  const bench = open(join(folder, 'stages.sqlite'), watch);
  try {
    await passThrough(photos[0], warmUp);
    let faces = 0;
    for (const photo of photos) faces += await passThrough(photo, bench);
    return { photos: photos.length, faces, stages: summarise(watch, photos.length, faces) };
  } finally {
    warmUp.db.close();
    bench.db.close();
    for (const network of Object.values(networks)) await network.release();
  }
}

/** The network, with its runs noted on the stopwatch. */
function timed(network: Network, watch: Stopwatch<StageName>): Network {
  return {
    ...network,
    async run(pixels, batch) {
      const before = performance.now();
      const outputs = await network.run(pixels, batch);
      watch.noteNetwork(performance.now() - before);
      return outputs;
    },
  };
}

/** Takes one photo through all stages; returns the number of its faces. */
async function passThrough(path: string, { watch, db, search, networks }: Bench): Promise<number> {
  const photoId = await watch.time('enrol', async () => {
    const options = { retryFailed: false, signal: new AbortController().signal };
    const enrolment = await enrolFile(db, path, await stat(path), options);
    if (typeof enrolment === 'string' || !('queued' in enrolment)) throw new Error(`${path} was not queued`);
    return enrolment.queued;
  });
  const { pixels, ...photo } = await watch.time('decode', () => decodePhoto(path, workingSide));
  const thumbnail = await watch.time('thumbnail', () => encodeJpeg(pixels, thumbnailSide));
  const candidates = await watch.time('detect', () => detectFaces(pixels, networks.detector));
  const found = await watch.time('landmarks', async () => {
    const points = await findLandmarks(pixels, candidates, networks.landmarks);
    return candidates
      .map((detection, i) => ({ detection, landmarks: points[i] }))
      .filter(({ detection, landmarks }) => isFace(detection, landmarks));
  });
  const aligned = await watch.time('align', () =>
    found.map(({ landmarks }) => cutChip(pixels, landmarks, embeddingFrame)),
  );
  const vectors = await watch.time('embed', () => embedChips(aligned, networks.embedder));
  const chips = await watch.time('chips', () =>
    Promise.all(found.map(({ landmarks }) => encodeJpeg(cutChip(pixels, landmarks, displayFrame)))),
  );
  await watch.time('store', () => {
    const faces = found.map(({ detection: { left, top, right, bottom, score }, landmarks }, i) => ({
      box: {
        x: left / pixels.width,
        y: top / pixels.height,
        width: (right - left) / pixels.width,
        height: (bottom - top) / pixels.height,
      },
      landmarks: landmarks.map((value, k) => value / (k % 2 === 0 ? pixels.width : pixels.height)),
      score,
      chip: chips[i],
      vector: vectors[i],
    }));
    db.transaction(() => storeRecognised(db, photoId, { ...photo, thumbnail, faces })).immediate();
  });
  await watch.time('index', () => search.catchUp());
  return found.length;
}

function summarise(watch: Stopwatch<StageName>, photos: number, faces: number): StageTime[] {
  return stageNames.map((stage) => {
    const { wall, cpu, network } = watch.totalOf(stage);
    return {
      stage,
      msPerPhoto: wall / photos,
      cpuMsPerPhoto: cpu / photos,
      networkMsPerPhoto: network / photos,
      msPerFace: perFace.has(stage) && faces > 0 ? wall / faces : null,
    };
  });
}
