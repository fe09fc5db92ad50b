import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceName } from '../contract/models.ts';
import { openForWriting, type WritableDb } from '../db/open.ts';
import {
  createPipeline,
  loadPipelineNetworks,
  type Pipeline,
  type PipelineNetworks,
  recognitionStages,
} from '../faces/pipeline.ts';
import { embeddingModel } from '../faces/recognised.ts';
import type { Network } from '../nn/onnxruntime.ts';
import { enrolFile } from '../services/enrol.ts';
import { FaceSearch } from '../services/face-search.ts';
import { storeRecognised } from '../services/recognition-job.ts';
import { Stopwatch } from './stopwatch.ts';

/**
 * What an import does to a photo, in this order: hash the file and queue it; recognise its faces; write all of
 * it in one transaction; add the vectors to the index.
 */
export const stageNames = ['enrol', ...recognitionStages, 'store', 'index'] as const;
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
  pipeline: Pipeline;
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
  const loaded = await loadPipelineNetworks({ name: device });
  const networks: PipelineNetworks = {
    detector: timed(loaded.detector, watch),
    landmarks: timed(loaded.landmarks, watch),
    embedder: timed(loaded.embedder, watch),
  };
  const pipeline = createPipeline(networks);
  const open = (file: string, on: Stopwatch<StageName>): Bench => {
    const db = openForWriting(file);
    return { watch: on, db, search: new FaceSearch(db, embeddingModel, `${file}.hnsw`), pipeline };
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
function timed<N extends Pick<Network, 'run'>>(network: N, watch: Stopwatch<StageName>): N {
  return {
    ...network,
    async run(...input: Parameters<Network['run']>) {
      const before = performance.now();
      const outputs = await network.run(...input);
      watch.noteNetwork(performance.now() - before);
      return outputs;
    },
  };
}

/** Takes one photo through all stages; returns the number of its faces. */
async function passThrough(path: string, { watch, db, search, pipeline }: Bench): Promise<number> {
  const photoId = await watch.time('enrol', async () => {
    const options = { retryFailed: false, signal: new AbortController().signal };
    const enrolment = await enrolFile(db, path, await stat(path), options);
    if (typeof enrolment === 'string' || !('queued' in enrolment)) throw new Error(`${path} was not queued`);
    return enrolment.queued;
  });
  const photo = await pipeline.recognise(path, (stage, work) => watch.time(stage, work));
  await watch.time('store', () => db.transaction(() => storeRecognised(db, photoId, photo)).immediate());
  await watch.time('index', () => search.catchUp());
  return photo.faces.length;
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
