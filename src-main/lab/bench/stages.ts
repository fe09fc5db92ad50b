import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { elementAt, firstItems } from '../../common/elements.ts';
import type { DeviceName } from '../../contract/models.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import {
  createPipeline,
  loadPipelineNetworks,
  type Pipeline,
  recognitionStages,
} from '../../faces/pipeline.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { thisMachine } from '../../faces/threads/thread-plan.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import { enrolFile } from '../../services/imports/enrol.ts';
import { FaceSearch } from '../../services/model-session/face-search.ts';
import { storeRecognised } from '../../services/imports/recognition-job.ts';
import { Stopwatch, type Took } from './stopwatch.ts';

/**
 * Stages of importing a photo, in order: hash the file and queue it; recognise its faces; write all of
 * it in one transaction; add the vectors to the index.
 */
export const stageNames = ['enrol', ...recognitionStages, 'store', 'index'] as const;
export type StageName = (typeof stageNames)[number];

/** Stages that run a network, whose cost depends on its number of threads. */
const networkStages: ReadonlySet<StageName> = new Set(['detect', 'landmarks', 'embed']);
/** Stages whose work grows with the faces. */
const perFace: ReadonlySet<StageName> = new Set(['landmarks', 'align', 'chips', 'embed', 'store', 'index']);

/** Batch sizes tried for the embedder; the other networks take what one photo brings. */
const triedBatches = [1, 2, 8, 32];
/** Number of pictures on which every batch size is timed. */
const triedPictures = 64;

/** Setting at which a stage was run. */
export interface StageSetting {
  /** Threads within the stage's network; null where it has none. */
  networkThreads: number | null;
  /** Pictures in a batch of its network; null where a batch is what one photo brings. */
  batch: number | null;
}

/** Milliseconds of one stage run alone. */
export interface StageTime extends StageSetting {
  stage: StageName;
  /** Wall-clock time. */
  msPerPhoto: number;
  /** CPU time of all threads of the process, which does not depend on other work of the machine. */
  cpuMsPerPhoto: number;
  /** Wall-clock time within networks; part of `msPerPhoto`. */
  networkMsPerPhoto: number;
  /** Wall-clock time for each face; null where a stage's work does not grow with the faces. */
  msPerFace: number | null;
}

export interface StageTimes {
  /** Numbers of photos that the stages were timed on, and of faces in them. */
  photos: number;
  faces: number;
  /** Each stage at the cheapest setting: by CPU time on the CPU, by wall-clock time on a GPU. */
  stages: StageTime[];
  /** Every setting tried, of stages with several. */
  tried: StageTime[];
}

/**
 * Times each stage of an import alone, one photo after another, with as many threads within the networks as
 * there are cores, and with one. One photo goes before each time, untimed.
 * @param folder for the databases and the indexes that are written
 * @throws FamiliarError `path-missing`, `photo-*`, `model-*`, `device-unavailable`
 */
export async function timeStages(
  photos: readonly string[],
  device: DeviceName,
  folder: string,
): Promise<StageTimes> {
  const { cores } = thisMachine();
  const settings = device === 'cpu' && cores > 1 ? [1, cores] : [cores];
  const runs = [];
  for (const threads of settings) runs.push(await timeRun(photos, device, threads, folder));
  const [{ faces, times }] = firstItems(runs, 1);
  const tried = runs.flatMap((run) => run.times).filter(({ stage }) => networkStages.has(stage));
  const cost = (time: StageTime) => (device === 'cpu' ? time.cpuMsPerPhoto : time.msPerPhoto);
  const best = (stage: StageName) =>
    (networkStages.has(stage) ? tried : times)
      .filter((time) => time.stage === stage)
      .reduce((least, time) => (cost(time) < cost(least) ? time : least));
  return { photos: photos.length, faces, stages: stageNames.map(best), tried };
}

interface Bench {
  watch: Stopwatch<StageName>;
  db: WritableDb;
  search: FaceSearch;
  pipeline: Pipeline;
}

/** Times all stages at one number of threads within the networks, the embedder at every batch size. */
async function timeRun(
  photos: readonly string[],
  device: DeviceName,
  networkThreads: number,
  folder: string,
): Promise<{ faces: number; times: StageTime[] }> {
  const watch = new Stopwatch<StageName>();
  const loaded = await loadPipelineNetworks({ name: device }, { threads: networkThreads });
  const shown = new ShownPictures();
  const networks = {
    detector: timed(loaded.detector, watch),
    landmarks: timed(loaded.landmarks, watch),
    embedder: shown.keptOf(loaded.embedder),
  };
  const pipeline = createPipeline(networks);
  const open = (name: string, on: Stopwatch<StageName>): Bench => {
    const file = join(folder, `${name}-${networkThreads}.sqlite`);
    const db = openForWriting(file);
    return { watch: on, db, search: new FaceSearch(db, embeddingModel, `${file}.hnsw`), pipeline };
  };
  const warmUp = open('warm-up', new Stopwatch());
  const bench = open('stages', watch);
  try {
    await passThrough(elementAt(photos, 0), warmUp);
    shown.forget();
    let faces = 0;
    for (const photo of photos) faces += await passThrough(photo, bench);
    const means = { photos: photos.length, faces };
    const times = stageNames
      .filter((stage) => stage !== 'embed')
      .map((stage) => {
        const threads = networkStages.has(stage) ? networkThreads : null;
        return timeOf(stage, watch.totalOf(stage), means, { networkThreads: threads, batch: null });
      });
    for (const batch of triedBatches) {
      const took = await timeEmbedding(shown, loaded.embedder, batch);
      times.push(timeOf('embed', took, means, { networkThreads, batch }));
    }
    return { faces, times };
  } finally {
    warmUp.db.close();
    bench.db.close();
    for (const network of Object.values({ ...loaded })) await network.release();
  }
}

/** Wraps a network so that the stopwatch counts its runs. */
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

/** Counts the pictures that a network is shown, and keeps the first of them. */
class ShownPictures {
  count = 0;
  kept: Uint8Array[] = [];

  keptOf<N extends Pick<Network, 'run'>>(network: N): N {
    return {
      ...network,
      run: (...input: Parameters<Network['run']>) => {
        const [pixels, batch] = input;
        const bytes = pixels.length / batch;
        for (let i = 0; i < batch && this.kept.length < triedPictures; i++) {
          this.kept.push(pixels.slice(i * bytes, (i + 1) * bytes));
        }
        this.count += batch;
        return network.run(...input);
      },
    };
  }

  forget(): void {
    this.count = 0;
    this.kept = [];
  }
}

/** Takes one photo through all stages; returns the number of its faces. */
async function passThrough(path: string, { watch, db, search, pipeline }: Bench): Promise<number> {
  const photoId = await watch.time('enrol', async () => {
    const options = { retryFailed: false, signal: new AbortController().signal };
    const enrolment = await enrolFile(db, path, await stat(path), options);
    if (!('queued' in enrolment)) throw new Error(`${path} was not queued`);
    return enrolment.queued;
  });
  const photo = await pipeline.recognise(path, (stage, work) => watch.time(stage, work));
  await watch.time('store', () => db.transaction(() => storeRecognised(db, photoId, photo)).immediate());
  await watch.time('index', () => search.catchUp());
  return photo.faces.length;
}

/** Estimates the time to embed all pictures at one batch size from the pictures kept. */
async function timeEmbedding(
  { count, kept }: ShownPictures,
  embedder: Pick<Network, 'run'>,
  batch: number,
): Promise<Took> {
  const watch = new Stopwatch<StageName>();
  const network = timed(embedder, watch);
  const batches = Array.from({ length: Math.ceil(kept.length / batch) }, (_, i) =>
    kept.slice(i * batch, (i + 1) * batch),
  );
  const run = (pictures: Uint8Array[]) => network.run(Buffer.concat(pictures), pictures.length);
  if (batches.length > 0) await run(elementAt(batches, 0));
  for (const pictures of batches) await watch.time('embed', () => run(pictures));
  const { wall, cpu, network: within } = watch.totalOf('embed');
  const scale = count / Math.max(1, kept.length);
  return { wall: wall * scale, cpu: cpu * scale, network: within * scale };
}

function timeOf(
  stage: StageName,
  { wall, cpu, network }: Took,
  { photos, faces }: { photos: number; faces: number },
  setting: StageSetting,
): StageTime {
  return {
    stage,
    ...setting,
    msPerPhoto: wall / photos,
    cpuMsPerPhoto: cpu / photos,
    networkMsPerPhoto: network / photos,
    msPerFace: perFace.has(stage) && faces > 0 ? wall / faces : null,
  };
}
