import { FamiliarError } from '../../contract/errors.ts';
import type { CalibrationPoint } from '../../contract/models.ts';
import type { Candidate, IdentifiedFace } from '../../contract/search.ts';
import type { RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import type { FaceIndex } from '../../vector-index/face-index.ts';
import type { FaceOwners } from '../files/photos.ts';

/** Largest number of people reported per face. */
const mostCandidates = 5;
/** Number of nearest faces searched at first; it grows fourfold while they hold too few people. */
const facesAtFirst = 100;
const facesAtMost = 6400;

/** The index, owners and calibration of one model. */
export interface Comparison {
  index: Pick<FaceIndex, 'search' | 'size'>;
  owners: FaceOwners;
  /** Calibration by falling false-accept rate. */
  calibration: readonly CalibrationPoint[];
}

/**
 * Recognises a photo with the model in force.
 * @param activeModel read again after recognition: the model may have changed meanwhile
 * @throws FamiliarError `model-unsuitable` if the model changes again and again, and all errors of {@link
 * Recogniser.recognise}
 */
export async function recogniseWithActive(
  recogniser: Pick<Recogniser, 'recognise'>,
  path: string,
  activeModel: () => string,
): Promise<RecognisedPhoto> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const photo = await recogniser.recognise(path);
    if (photo.model === activeModel()) return photo;
  }
  throw new FamiliarError('model-unsuitable', 'the model in force is changing');
}

/** Similar people of each face of a photo, largest face first. */
export function identify(photo: RecognisedPhoto, comparison: Comparison): IdentifiedFace[] {
  const area = ({ box }: IdentifiedFace): number => box.width * box.height;
  return photo.faces
    .map(({ box, score, vector }) => ({ box, score, candidates: candidatesFor(vector, comparison) }))
    .sort((a, b) => area(b) - area(a));
}

/** The nearest people. A low-quality face without a group does not stand for anybody. */
function candidatesFor(vector: Float32Array, comparison: Comparison): Candidate[] {
  const { index, owners, calibration } = comparison;
  for (let count = facesAtFirst; ; count *= 4) {
    const nearest = new Map<string, Candidate>();
    for (const { faceId, distance } of index.search(vector, count)) {
      const owner = owners.get(faceId);
      if (!owner || owner.leftOut !== null || nearest.has(owner.personId)) continue;
      const { personId, name } = owner;
      nearest.set(personId, {
        personId,
        name,
        distance: Math.min(2, distance),
        cover: faceId,
        far: falseAcceptsAt(distance, calibration),
      });
      if (nearest.size === mostCandidates) break;
    }
    const isAll = count >= Math.min(index.size, facesAtMost);
    if (nearest.size === mostCandidates || isAll) return [...nearest.values()];
  }
}

/**
 * Share of strangers within a distance, interpolated between two calibrated points on a logarithmic scale of rates.
 * The lowest calibrated rate for smaller distances; null above the highest, or without a calibration.
 */
export function falseAcceptsAt(distance: number, calibration: readonly CalibrationPoint[]): number | null {
  const above = calibration.findLast((point) => point.distance >= distance);
  if (!above) return null;
  const below = calibration.find((point) => point.distance < distance);
  if (!below) return above.far;
  const part = (distance - below.distance) / (above.distance - below.distance);
  return below.far * (above.far / below.far) ** part;
}
