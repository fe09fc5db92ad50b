import { z } from 'zod';
import { box, distance, rowId } from './models.ts';
import { personId } from './person-id.ts';

const people = z.array(personId).max(50);

/** A day on the camera's clock, ISO 8601. */
export const searchDay = z.iso.date();

export const photoQuery = z.object({
  /** Everybody who has to be in the photo. */
  all: people,
  /** At least one of these people has to be in it, unless the list is empty. */
  any: people,
  /** Nobody of whom may be in it. */
  without: people,
  /**
   * First and last day, both included. A photo without a date is found only where both are null; one of which the year
   * or the month is known is found where any of their days would be.
   */
  from: searchDay.nullable(),
  to: searchDay.nullable(),
  /** Only photos without a date. */
  undated: z.boolean().optional(),
  /** At which people are grouped. */
  distance,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
});

export const namedPerson = z.object({ id: personId, name: z.string() });

/** Somebody whom a face looks like. */
export const candidate = z.object({
  personId,
  name: z.string().nullable(),
  /** To their nearest face. */
  distance,
  /** That face. */
  cover: rowId,
  /** Part of all strangers whose faces are as near, 0 to 1; null where the model is not calibrated there. */
  far: z.number().min(0).max(1).nullable(),
});

export const identifiedFace = z.object({
  box,
  /** Detector confidence, 0 to 1. */
  score: z.number(),
  /** The nearest people first; at most five. */
  candidates: z.array(candidate),
});

export type PhotoQuery = z.infer<typeof photoQuery>;
export type NamedPerson = z.infer<typeof namedPerson>;
export type Candidate = z.infer<typeof candidate>;
export type IdentifiedFace = z.infer<typeof identifiedFace>;
