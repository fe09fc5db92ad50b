import { z } from 'zod';
import { distance, failure, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);
const part = z.number().min(0).max(1);

/** Usable faces, each of another photo, from which a person counts in a training. */
export const leastFaces = 4;

/** Trained part of the network: its last layer, its last residual units, or all of it. */
export const trainingScope = z.enum(['head', 'block', 'full']);

/** Someone whom the user has named, as training would see them. */
export const labelledPerson = z.object({
  id: personId,
  name: z.string(),
  cover: rowId,
  /** Labelled faces that can be used, each of another photo. */
  faces: count,
  /** Labelled faces that are left out: too small, blurred or turned away. */
  poor: count,
  /** True if the person has at least {@link leastFaces} usable faces. */
  counts: z.boolean(),
});

/** A labelled face that is nearer to another labelled person than to its own. */
export const suspectLabel = z.object({
  face: rowId,
  photoId: rowId,
  person: z.object({ id: personId, name: z.string() }),
  nearer: z.object({ id: personId, name: z.string() }),
  /** To the nearest faces of either. */
  own: distance,
  other: distance,
});

/** Faces by what they serve as. */
export const trainingRoles = z.object({
  train: count,
  validation: count,
  heldOut: count,
  strangers: count,
  library: count,
});

/** People, faces and scopes of a run before it starts. */
export const trainingPlan = z.object({
  /** Those with most faces first. */
  people: z.array(labelledPerson),
  /** Most doubtful first. */
  suspects: z.array(suspectLabel),
  roles: trainingRoles,
  /** Reasons for which a run with these could never be recommended, whatever it learned. */
  untellable: z.array(z.enum(['too-few-held-out', 'strangers-unknown'])),
  /** Why no run can start with these; null where one can. */
  refusal: z.enum(['too-few-people', 'too-few-faces']).nullable(),
  /** Scopes that can be trained here. Seconds are estimated from this machine's last run; null before the first one. */
  scopes: z.array(
    z.object({ scope: trainingScope, sensible: z.boolean(), seconds: z.number().min(0).nullable() }),
  ),
});

/** A folder of labelled albums: each folder in it holds photos of one person, whose name it has. */
export const albumsListing = z.object({
  albums: z.array(z.object({ name: z.string(), photos: count })),
});

/** Result of importing labelled albums. */
export const albumsTaken = z.object({
  albums: z.array(
    z.object({
      name: z.string(),
      /** Null where the album gave nobody a face. */
      person: personId.nullable(),
      photos: count,
      /** Faces that are the person's now, and those that were before. */
      labelled: count,
      known: count,
      /** Photos in which no face was found, those that could not be read included. */
      missed: count,
    }),
  ),
  /** Faces that stay as they are, for somebody else has them, or they were said not to be this person. */
  conflicts: z.array(
    z.object({
      face: rowId,
      photoId: rowId,
      album: z.string(),
      /** Whose the face is; null where it is nobody's. */
      person: z.object({ id: personId, name: z.string().nullable() }).nullable(),
    }),
  ),
});

export const trainingState = z.enum([
  'importing',
  'preparing',
  'training',
  'paused',
  'evaluating',
  'done',
  'stopped',
  'failed',
]);

/** One point of the curves. */
export const trainingPoint = z.object({
  step: count,
  /** Mean over the active triplets, in squared distance. */
  loss: z.number().min(0),
  /** Part of the pairs of one person for which a negative was found that violates the margin. */
  active: part,
  /** Validation rate at a false-accept rate of 1 in 1,000 on validation photos; null where it was not measured. */
  val: part.nullable(),
});

export const trainingProgress = z.object({
  run: rowId,
  state: trainingState,
  /** Progress of the present state: photos imported, faces prepared, or steps made. */
  done: count,
  total: count,
  /** Validation rate of the model that it began with. */
  baseVal: part.nullable(),
  /** The newest point; null outside of training. */
  point: trainingPoint.nullable(),
  secondsLeft: z.number().min(0).nullable(),
});

/** A measured figure with its 95 % confidence interval. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** Figures of a model on some people. Null where there are too few faces for a figure. */
export const modelScores = z.object({
  /** Validation rate at false-accept rates of 1 in 100 and 1 in 1,000. */
  valAt100: estimate.nullable(),
  valAt1000: estimate.nullable(),
  rank1: estimate.nullable(),
  /** Detection and identification rate where 1 in 100 strangers is taken for somebody. */
  openSet: estimate.nullable(),
  /** B-cubed F of the faces grouped at the model's default distance. */
  groupsF: estimate.nullable(),
});

/** Base and candidate on the same faces, neither of which has seen them. */
export const modelComparison = z.object({
  faces: count,
  people: count,
  base: modelScores,
  candidate: modelScores,
  /** Candidate less base, of {@link modelScores.valAt1000}, from paired resampling; null where that is. */
  gain: estimate.nullable(),
});

/** Why the rule promotes a candidate, or does not. */
export const promotionReason = z.enum([
  'better-on-labelled',
  'no-gain-beyond-noise',
  'worse-on-labelled',
  'labelled-worse-beside',
  'strangers-kept-apart',
  'worse-on-strangers',
  'strangers-worse-beside',
  'too-few-held-out',
  'strangers-unknown',
]);

export const trainingReport = z.object({
  /** Held-out photos of the labelled people. */
  labelled: modelComparison,
  /** People whom training never saw. */
  strangers: modelComparison,
  verdict: z.object({ promote: z.boolean(), reasons: z.array(promotionReason) }),
});

/** Two held-out faces on which base and candidate disagree, each at its distance for a false-accept rate of 1e-3. */
export const changedPair = z.object({
  a: rowId,
  b: rowId,
  same: z.boolean(),
  before: distance,
  after: distance,
});

/** One training. */
export const trainingRun = z.object({
  id: rowId,
  startedAt: z.string(),
  state: trainingState,
  scope: trainingScope,
  seed: z.number().int(),
  people: count,
  faces: count,
  /** The model that it began with, and the one that came of it; null before there is one. */
  base: z.string(),
  candidate: z.string().nullable(),
  /** Decision of the user, or of the rule on the command line; null while undecided. */
  decision: z.enum(['used', 'kept-old']).nullable(),
  /** True if its candidate is in force. */
  active: z.boolean(),
  seconds: z.number().min(0),
  report: trainingReport.nullable(),
  failure: failure.pick({ code: true, message: true }).nullable(),
});

export const trainingRunDetail = trainingRun.extend({
  baseVal: part.nullable(),
  curve: z.array(trainingPoint),
  /** Pairs of held-out faces that became right, and those that became wrong; the clearest first, at most 50 each. */
  becameRight: z.array(changedPair),
  becameWrong: z.array(changedPair),
  /** Numbers of all such pairs; null in runs of versions that did not count them. */
  rightTotal: count.nullable(),
  wrongTotal: count.nullable(),
  /** Photos that it was trained on. */
  trainedOn: z.array(rowId),
  /** Faces by role, and the number of their photos. */
  roles: trainingRoles,
  photos: count,
  steps: count,
  /** Backend of TensorFlow.js that trained it, such as `wasm`; null before training. */
  backend: z.string().nullable(),
});

export type TrainingScope = z.infer<typeof trainingScope>;
export type LabelledPerson = z.infer<typeof labelledPerson>;
export type SuspectLabel = z.infer<typeof suspectLabel>;
export type TrainingPlan = z.infer<typeof trainingPlan>;
export type AlbumsListing = z.infer<typeof albumsListing>;
export type TrainingRoles = z.infer<typeof trainingRoles>;
export type AlbumsTaken = z.infer<typeof albumsTaken>;
export type TrainingState = z.infer<typeof trainingState>;
export type TrainingPoint = z.infer<typeof trainingPoint>;
export type TrainingProgress = z.infer<typeof trainingProgress>;
export type Estimate = z.infer<typeof estimate>;
export type ModelScores = z.infer<typeof modelScores>;
export type ModelComparison = z.infer<typeof modelComparison>;
export type PromotionReason = z.infer<typeof promotionReason>;
export type TrainingReport = z.infer<typeof trainingReport>;
export type ChangedPair = z.infer<typeof changedPair>;
export type TrainingRun = z.infer<typeof trainingRun>;
export type TrainingRunDetail = z.infer<typeof trainingRunDetail>;
