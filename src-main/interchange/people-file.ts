import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { elementAt } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import { box, distance, rowId } from '../contract/models.ts';
import { personId } from '../contract/person-id.ts';
import { fileSystemError } from '../photos/scan.ts';

/** Name and version of the format; the version increases with every incompatible change. */
export const formatName = 'familiar-people';
export const formatVersion = 1;

const personKey = personId;

export const exportedPhoto = z.object({
  id: rowId,
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.number().int(),
  height: z.number().int(),
  takenAt: z.string().nullable(),
  files: z.array(z.string()),
  missing: z.boolean().optional(),
});

export const exportedPerson = z.object({
  id: personKey,
  name: z.string().min(1).nullable(),
  hidden: z.boolean(),
  cover: rowId.nullable(),
  distance: distance.nullable(),
  /** Missing in files of an earlier Familiar, as is `birth`. */
  favourite: z.boolean().optional(),
  birth: z.string().nullable().optional(),
});

export const exportedFace = z.object({
  id: rowId,
  photo: rowId,
  box,
  person: personKey.nullable(),
  confirmed: z.boolean(),
  quality: z.number().nullable(),
  dismissed: z.boolean(),
  drawn: z.boolean(),
  vector: z.string().optional(),
});

/** The schema of the format; see the README of this folder. */
export const peopleFile = z.object({
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  program: z.string(),
  model: z.object({ id: z.string(), dimension: z.number().int() }),
  distance,
  minFaces: z.number().int().min(1),
  photos: z.array(exportedPhoto),
  people: z.array(exportedPerson),
  faces: z.array(exportedFace),
  rejections: z.array(z.object({ face: rowId, person: personKey })),
  apart: z.array(z.tuple([rowId, rowId])),
});

export type ExportedPhotoEntry = z.infer<typeof exportedPhoto>;
export type ExportedPersonEntry = z.infer<typeof exportedPerson>;
export type ExportedFaceEntry = z.infer<typeof exportedFace>;
export type PeopleFile = z.infer<typeof peopleFile>;

/**
 * Reads a file that Familiar exported.
 * @throws FamiliarError `path-missing`, `photo-unreadable` if it cannot be read, `bad-request` if it is
 * another file, of a newer version, or damaged
 */
export async function readPeopleFile(path: string): Promise<PeopleFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG') {
      throw new FamiliarError('bad-request', `${path} is too large; export it without vectors`);
    }
    throw fileSystemError(error);
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new FamiliarError('bad-request', `${path} is no JSON`, { cause });
  }
  const head = z.object({ format: z.literal(formatName), version: z.number().int() }).safeParse(raw);
  if (!head.success) throw new FamiliarError('bad-request', `${path} is no export of Familiar`);
  if (head.data.version > formatVersion) {
    throw new FamiliarError('bad-request', `${path} was exported by a newer Familiar`);
  }
  const parsed = peopleFile.safeParse(raw);
  if (parsed.success) return parsed.data;
  const { path: place, message } = elementAt(parsed.error.issues, 0);
  throw new FamiliarError('bad-request', `${path} is damaged at ${place.join('.')}: ${message}`);
}
