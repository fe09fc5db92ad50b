import { embeddingDimension } from '../common/vectors.ts';
import { formatName, formatVersion } from './people-file.ts';
import type { Snapshot } from './snapshot.ts';

/** What a document holds, counted while it is written. */
export interface Counts {
  photos: number;
  people: number;
  faces: number;
}

/**
 * The documented JSON, piece by piece: with vectors it may be longer than the longest string.
 * @param program name and version of what writes it
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

/** A member that is a list, a line an item. */
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
