import { z } from 'zod';
import { box, distance, rowId } from './models.ts';
import { personId } from './person-id.ts';

const people = z.array(personId).max(50);

/** A day on the camera's clock, ISO 8601. */
export const searchDay = z.iso.date();

export const photoQuery = z.object({
  /** All of these people have to be in the photo. */
  all: people,
  /** At least one of these people has to be in it, unless the list is empty. */
  any: people,
  /** None of these people may be in it. */
  without: people,
  /**
   * First and last day, inclusive. A photo without a date is found only if both are null. A photo whose year or month alone
   * is known is found by any day of it.
   */
  from: searchDay.nullable(),
  to: searchDay.nullable(),
  /** Only photos without a date. */
  undated: z.boolean().optional(),
  /** Only films. */
  films: z.boolean().optional(),
  /** Only the best of the found photos of each stack. */
  stacks: z.boolean().optional(),
  /** Distance at which people are grouped. */
  distance,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
});

export const namedPerson = z.object({ id: personId, name: z.string() });

/** A person similar to a face. */
export const candidate = z.object({
  personId,
  name: z.string().nullable(),
  /** Distance to the person's nearest face. */
  distance,
  /** The nearest face. */
  cover: rowId,
  /** False-accept rate at the distance, 0 to 1; null outside of the model's calibration. */
  far: z.number().min(0).max(1).nullable(),
});

export const identifiedFace = z.object({
  box,
  /** Detector confidence, 0 to 1. */
  score: z.number(),
  /** Candidates, nearest first; at most five. */
  candidates: z.array(candidate),
});

export type PhotoQuery = z.infer<typeof photoQuery>;
export type NamedPerson = z.infer<typeof namedPerson>;
export type Candidate = z.infer<typeof candidate>;
export type IdentifiedFace = z.infer<typeof identifiedFace>;
