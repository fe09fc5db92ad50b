import { z } from 'zod';
import {
  distance,
  failure,
  folderListing,
  libraryStatus,
  peopleAtDistance,
  personDetail,
  personId,
  photoDetail,
  photoSummary,
  rowId,
  similarFace,
} from './models.ts';

const nothing = z.object({});
const minFaces = z.number().int().min(1).max(1000);
const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, 'it holds a NUL');

/** One entry a method: what goes in, what comes out. Router and client are derived from this table. */
export const methods = {
  'library.status': { params: nothing, result: libraryStatus },

  /** Starts an import of folders and files, or adds them to the one that runs. */
  'import.start': { params: z.object({ paths: z.array(path).min(1).max(1000) }), result: nothing },
  /** Imports the sample photos that come with Familiar. */
  'import.samples': { params: nothing, result: nothing },
  'import.pause': { params: nothing, result: nothing },
  'import.resume': { params: nothing, result: nothing },
  /** Stops the import; photos already recognised stay, those waiting are forgotten. */
  'import.cancel': { params: nothing, result: nothing },
  /** Files that could not be imported, newest first. */
  'import.failures': { params: nothing, result: z.object({ failures: z.array(failure) }) },

  /** Groups at a distance. Nothing is stored: `people.settle` does that. */
  'people.list': { params: z.object({ distance, minFaces }), result: peopleAtDistance },
  /** Makes a distance and a minimum group size the ones in force for the library. */
  'people.settle': { params: z.object({ distance, minFaces }), result: nothing },
  'people.get': { params: z.object({ id: personId, distance }), result: personDetail },
  /**
   * Names a person, and so keeps their faces together at every distance. An empty name makes a named person
   * a nameless cluster again. A name that another person has joins the two.
   */
  'people.name': {
    params: z.object({ id: personId, name: z.string().max(200), distance }),
    result: z.object({ id: personId }),
  },
  /** Names in use, for completion. */
  'people.names': { params: nothing, result: z.object({ names: z.array(z.string()) }) },

  /** Photos by date taken, newest first, a page at a time. */
  'photos.list': {
    params: z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    result: z.object({ photos: z.array(photoSummary), total: z.number().int() }),
  },
  'photos.get': { params: z.object({ id: rowId, distance }), result: photoDetail },
  /** Nearest faces in the library to one of its faces, itself left out. */
  'faces.similar': {
    params: z.object({ id: rowId, limit: z.number().int().min(1).max(100) }),
    result: z.object({ faces: z.array(similarFace) }),
  },

  /** Folders inside a folder, for choosing one where the shell has no dialog. Null means the home folder. */
  'folders.list': { params: z.object({ path: path.nullable() }), result: folderListing },
} as const;

export type MethodName = keyof typeof methods;
export type Params<M extends MethodName> = z.infer<(typeof methods)[M]['params']>;
export type Result<M extends MethodName> = z.infer<(typeof methods)[M]['result']>;

/** What a service layer has to provide for a shell to serve the contract. */
export type Handlers = {
  [M in MethodName]: (params: Params<M>, context: { signal: AbortSignal }) => Promise<Result<M>> | Result<M>;
};
