import { toWireError } from '../../contract/errors.ts';
import { workingSide } from '../../faces/pipeline.ts';
import { looksLikeFilm } from '../../contract/photo-endings.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { openFilm } from '../../photos/films/read-film.ts';
import type { DecodingAnswer } from './file-outcomes.ts';

/** Entry of a process that decodes the files that it is told, as recognition does, and says what became of each. */
const decode = async (path: string): Promise<void> => {
  const answer: DecodingAnswer = await (
    looksLikeFilm(path) ? decodeFilm(path) : decodePhoto(path, workingSide)
  ).then(
    () => ({ decoded: true }),
    (error: unknown) => ({ refused: toWireError(error) }),
  );
  process.send?.(answer);
};
/** Frames of a film that are decoded. */
const framesTried = 5;

async function decodeFilm(path: string): Promise<void> {
  const film = await openFilm(path, { side: workingSide, most: framesTried });
  while (!(await film.frames.next()).done);
}
process.on('message', (path: string) => void decode(path));
process.once('disconnect', () => process.exit());
process.send?.('ready');
