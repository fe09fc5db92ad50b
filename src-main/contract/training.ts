import { z } from 'zod';
import { distance, failure, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);
const part = z.number().min(0).max(1);

/** Minimum number of usable faces, each of another photo, of a person in training. */
export const leastFaces = 4;

/** Trained part of the network: its last layer, its last residual units, or all of it. */
export const trainingScope = z.enum(['head', 'block', 'full']);

/** A named person in the plan of a training. */
export const labelledPerson = z.object({
  id: personId,
  name: z.string(),
  cover: rowId,
  /** Usable labelled faces, each of another photo. */
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
  /** Distances to the nearest faces of either person. */
  own: distance,
  other: distance,
});

/** Numbers of faces by role. */
export const trainingRoles = z.object({
  train: count,
  validation: count,
  heldOut: count,
  strangers: count,
  library: count,
});

/** People, faces and scopes of a run before it starts. */
export const trainingPlan = z.object({
  /** People, those with most faces first. */
  people: z.array(labelledPerson),
  /** Suspects, most doubtful first. */
  suspects: z.array(suspectLabel),
  roles: trainingRoles,
  /** Reasons for which the rule could not recommend any result of the run. */
  untellable: z.array(z.enum(['too-few-held-out', 'strangers-unknown'])),
  /** Reason for which no run can start; null if one can. */
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
      /** Null if no face was labelled. */
      person: personId.nullable(),
      photos: count,
      /** Newly labelled faces, and those labelled before. */
      labelled: count,
      known: count,
      /** Photos without a face, including unreadable ones. */
      missed: count,
    }),
  ),
  /** Faces that stay unchanged, since they are labelled as somebody else or rejected from this person. */
  conflicts: z.array(
    z.object({
      face: rowId,
      photoId: rowId,
      album: z.string(),
      /** Owner of the face; null for none. */
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
  /** Fraction of the pairs of one person with a negative that violates the margin. */
  active: part,
  /** Validation rate at a false-accept rate of 1 in 1,000 on validation photos; null if not measured. */
  val: part.nullable(),
});

export const trainingProgress = z.object({
  run: rowId,
  state: trainingState,
  /** Progress of the present state: photos imported, faces prepared, or steps made. */
  done: count,
  total: count,
  /** Validation rate of the base model. */
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
  /** Detection and identification rate at a false-alarm rate of 1 in 100 strangers. */
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
  /** Difference of candidate and base in {@link modelScores.valAt1000}, by paired resampling; null if either is. */
  gain: estimate.nullable(),
});

/** Reasons of the rule for or against a promotion. */
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
  /** Base model, and the resulting one; null before it exists. */
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
  /** Pairs of held-out faces that became right or wrong; the clearest first, at most 50 each. */
  becameRight: z.array(changedPair),
  becameWrong: z.array(changedPair),
  /** Numbers of all such pairs; null in runs of versions that did not count them. */
  rightTotal: count.nullable(),
  wrongTotal: count.nullable(),
  /** Photos in the training set. */
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
