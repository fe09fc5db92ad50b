import { z } from 'zod';

const seconds = z.object({ timestamp: z.coerce.number() });
const point = z.object({ latitude: z.number(), longitude: z.number() });

/** Google Takeout's JSON file for a photo; every member may be missing. */
const takeoutFile = z.object({
  people: z.array(z.object({ name: z.string() })).catch([]),
  photoTakenTime: seconds.optional().catch(undefined),
  geoData: point.optional().catch(undefined),
  geoDataExif: point.optional().catch(undefined),
});

export interface TakeoutNotes {
  /** Names of people in the photo, without positions. */
  people: string[];
  /** Seconds since 1970, negative before; null if absent. */
  takenAt: number | null;
  place: { latitude: number; longitude: number } | null;
}

/** @returns null for any other file */
export function readTakeout(text: string): TakeoutNotes | null {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
  const parsed = takeoutFile.safeParse(json);
  if (!parsed.success) return null;
  const { people, photoTakenTime, geoData, geoDataExif } = parsed.data;
  return {
    people: people.map(({ name }) => name),
    takenAt: photoTakenTime?.timestamp ?? null,
    // Google writes zeroes for an unknown place.
    place: [geoData, geoDataExif].find((at) => at && (at.latitude !== 0 || at.longitude !== 0)) ?? null,
  };
}
