import { unitDistance } from '../common/vectors.ts';
import type { Box } from '../contract/models.ts';
import { iou, type PixelBox } from './boxes.ts';
import { isLowQuality } from './quality.ts';
import type { RecognisedFace } from './recognised.ts';

/**
 * [Note: Tracks] The faces of a film are gathered into tracks: the faces of one person. A face belongs to the track whose
 * faces it is near, or, a little further away, to the track that was at its place a moment before. A face is in one track,
 * and a track has one face of a frame. So a person who leaves the picture and comes back has one track where the faces are
 * alike. Of a track, only its best faces are kept, with their moments.
 */

/** Distances of a model within which faces are of one track: anywhere in the film, and at the same place. */
export interface TrackDistances {
  anywhere: number;
  atItsPlace: number;
}

/** Faces kept of a track. */
const facesKept = 3;
/** Tracks of a film; of more, the best are kept. */
const mostTracks = 100;
/** Seconds after which a place says nothing any more. */
const placeHolds = 2.5;
/** Least overlap (IoU) of two boxes at one place. */
const leastOverlap = 0.3;

interface FaceAt {
  face: RecognisedFace;
  /** Seconds from the start of the film. */
  moment: number;
}

interface Track {
  /** Best first. */
  best: FaceAt[];
  last: FaceAt;
}

/** Gathers the faces of a film, frame by frame. Memory is bounded by the number of tracks. */
export class Tracks {
  readonly #distances: TrackDistances;
  #tracks: Track[] = [];

  constructor(distances: TrackDistances) {
    this.#distances = distances;
  }

  /** @param moment seconds from the start of the film, later than those before */
  add(moment: number, faces: readonly RecognisedFace[]): void {
    const seen = faces.map((face): FaceAt => ({ face, moment }));
    const pairs = seen.flatMap((face, at) =>
      this.#tracks.flatMap((track) => {
        const distance = this.#distanceTo(track, face);
        return distance === null ? [] : [{ face, at, track, distance }];
      }),
    );
    pairs.sort((a, b) => a.distance - b.distance || a.at - b.at);
    const [placed, grown] = [new Set<FaceAt>(), new Set<Track>()];
    for (const { face, track } of pairs) {
      if (placed.has(face) || grown.has(track)) continue;
      placed.add(face);
      grown.add(track);
      track.last = face;
      track.best = [...track.best, face].sort(better).slice(0, facesKept);
    }
    for (const face of seen) if (!placed.has(face)) this.#tracks.push({ best: [face], last: face });
    if (this.#tracks.length > 2 * mostTracks) this.#forgetWorst();
  }

  /** The best faces of each track, by moment. A track without a good face is left out. */
  get faces(): RecognisedFace[] {
    this.#forgetWorst();
    const good = this.#tracks.filter(({ best: [first] }) => first && !isLowQuality(first.face.quality.value));
    return good
      .flatMap(({ best }, i) => best.map(({ face, moment }) => ({ face, moment, track: i + 1 })))
      .sort((a, b) => a.moment - b.moment || a.track - b.track)
      .map(({ face, moment, track }) => ({ ...face, inFilm: { moment, track } }));
  }

  #distanceTo({ best, last }: Track, { face, moment }: FaceAt): number | null {
    const near = Math.min(...best.map((kept) => unitDistance(kept.face.vector, face.vector)));
    if (near <= this.#distances.anywhere) return near;
    const isThere =
      moment - last.moment <= placeHolds && iou(edges(last.face.box), edges(face.box)) >= leastOverlap;
    if (!isThere) return null;
    const since = Math.min(near, unitDistance(last.face.vector, face.vector));
    return since <= this.#distances.atItsPlace ? since : null;
  }

  #forgetWorst(): void {
    if (this.#tracks.length <= mostTracks) return;
    const byBest = (a: Track, b: Track) => worth(b.best[0]) - worth(a.best[0]);
    this.#tracks = this.#tracks.toSorted(byBest).slice(0, mostTracks);
  }
}

/** Size, sharpness and pose are in the quality; of equal ones, the larger face is better. */
const better = (a: FaceAt, b: FaceAt): number => worth(b) - worth(a) || sizeOf(b) - sizeOf(a);
const worth = (at: FaceAt | undefined): number => at?.face.quality.value ?? 0;
const sizeOf = ({ face: { box } }: FaceAt): number => box.width * box.height;

const edges = ({ x, y, width, height }: Box): PixelBox => ({
  left: x,
  top: y,
  right: x + width,
  bottom: y + height,
});
