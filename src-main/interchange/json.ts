import { embeddingDimension } from '../common/vectors.ts';
import { formatName, formatVersion } from './people-file.ts';
import type { Snapshot } from './snapshot.ts';

/** Numbers of entries in a document, counted while it is written. */
export interface Counts {
  photos: number;
  people: number;
  faces: number;
}

/**
 * The documented JSON, as a sequence of pieces: with vectors it may exceed the maximum string length.
 * @param program name and version of the writing program
 */
export function* jsonPieces(
  snapshot: Snapshot,
  options: { vectors: boolean; program: string },
  counts: Counts,
): Generator<string> {
  const { model, distance, minFaces } = snapshot.groups;
  const head = {
    format: formatName,
    version: formatVersion,
    program: options.program,
    model: { id: model, dimension: embeddingDimension },
    distance,
    minFaces,
  };
  yield JSON.stringify(head, null, 1).slice(0, -2);
  const people = snapshot.people();
  counts.people = people.length;
  yield* list(
    'photos',
    counting(snapshot.photos(), () => counts.photos++),
  );
  yield* list('people', people);
  yield* list(
    'faces',
    counting(snapshot.faces(options.vectors), () => counts.faces++),
  );
  yield* list('rejections', snapshot.rejections);
  yield* list('apart', snapshot.apart);
  yield '\n}\n';
}

/** A member with a list, one item per line. */
function* list(name: string, items: Iterable<unknown>): Generator<string> {
  yield `,\n ${JSON.stringify(name)}: [`;
  let separator = '\n  ';
  for (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',\n  ';
  }
  yield separator === '\n  ' ? ']' : '\n ]';
}

export function* counting<T>(items: Iterable<T>, count: () => void): Generator<T> {
  for (const item of items) {
    count();
    yield item;
  }
}
