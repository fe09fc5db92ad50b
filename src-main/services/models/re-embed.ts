import { elementAt } from '../../common/elements.ts';
import { FamiliarError, type WireError } from '../../contract/errors.ts';
import {
  countFacesWithout,
  type EmbeddableFace,
  insertEmbeddingJobs,
  listFacesWithout,
} from '../../db/embedding.ts';
import { retryFailedJobs } from '../../db/jobs.ts';
import type { WritableDb } from '../../db/open.ts';
import { insertVector } from '../../db/vectors.ts';
import type { FaceEmbedder } from '../../faces/embed/face-embedder.ts';
import { pipelineVersion } from '../../faces/recognised.ts';
import { closingGrace, JobRunner } from '../../jobs/runner.ts';
import { presentPath } from '../files/photo-files.ts';
import { asProblem, haltAtFatal } from '../../jobs/halting.ts';

/** Kind of the persisted jobs that embed the faces of a photo with a model. */
export const embeddingJob = (modelId: string): string => `embed:${modelId}`;

/** Photos under way at once: some are decoded while the network runs on another. */
const concurrency = 3;

type NewVectors = { face: EmbeddableFace; vector: Float32Array }[];

/** Embeds every face of a library with a model, as jobs that survive the process. */
export class ReEmbedding {
  readonly #db: WritableDb;
  readonly #modelId: string;
  readonly #runner: JobRunner<NewVectors>;
  #failed: WireError[] = [];
  #problem: FamiliarError | null = null;

  /**
   * @param progressed called after every photo
   */
  constructor(db: WritableDb, modelId: string, embedder: FaceEmbedder, progressed: () => void) {
    this.#db = db;
    this.#modelId = modelId;
    this.#runner = new JobRunner<NewVectors>(db, {
      kind: embeddingJob(modelId),
      concurrency,
      work: (photoId, begun) => {
        begun();
        return haltAtFatal(this.#embed(photoId, embedder), (error) => this.#break(error));
      },
      store: (_db, photoId, vectors) => this.#store(photoId, vectors),
      done: progressed,
      failed: (_photoId, error) => void this.#failed.push(error),
      broken: (error) => this.#break(asProblem(error)),
    });
  }

  /**
   * Embeds all faces without a vector of the model, including faces imported meanwhile. Photos that failed before are
   * tried again.
   * @returns true if every face has a vector; false if stopped
   * @throws FamiliarError `model-*`, `device-unavailable`, `library-*`, or what the first photo failed with
   */
  async run(signal: AbortSignal): Promise<boolean> {
    const kind = embeddingJob(this.#modelId);
    retryFailedJobs(this.#db, kind);
    const stop = () => void this.#runner.stop(closingGrace);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && countFacesWithout(this.#db, this.#modelId) > 0) {
        insertEmbeddingJobs(this.#db, kind, this.#modelId);
        this.#runner.run();
        await this.#runner.idle();
        if (this.#problem) throw this.#problem;
        const [failed, ...others] = this.#failed;
        if (failed) throw failure(failed, others.length);
      }
      return !signal.aborted;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.#runner.stop(closingGrace);
    }
  }

  async #embed(photoId: number, embedder: FaceEmbedder): Promise<NewVectors> {
    const faces = listFacesWithout(this.#db, this.#modelId, photoId);
    if (faces.length === 0) return [];
    const path = (await presentPath(this.#db, photoId)) ?? null;
    const vectors = await embedder.embed({ path, faces });
    return faces.map((face, i) => ({ face, vector: elementAt(vectors, i) }));
  }

  /** A face may have been deleted or embedded meanwhile. */
  #store(photoId: number, vectors: NewVectors): void {
    const wanting = new Set(listFacesWithout(this.#db, this.#modelId, photoId).map(({ faceId }) => faceId));
    for (const { face, vector } of vectors) {
      if (!wanting.has(face.faceId)) continue;
      insertVector(this.#db, { faceId: face.faceId, modelId: this.#modelId, pipelineVersion, vector });
    }
  }

  #break(problem: FamiliarError): void {
    this.#problem ??= problem;
    void this.#runner.stop();
  }
}

function failure(first: WireError, others: number): FamiliarError {
  const more = others > 0 ? `, and ${others} more like it` : '';
  return new FamiliarError(first.code, `faces of a photo could not be embedded${more}: ${first.message}`);
}
