import { toWireError } from '../../contract/errors.ts';
import { workingSide } from '../../faces/pipeline.ts';
import { decodePhoto } from '../../photos/decode.ts';
import type { DecodingAnswer } from './file-outcomes.ts';

/** Entry of a process that decodes the files that it is told, as recognition does, and says what became of each. */
const decode = async (path: string): Promise<void> => {
  const answer: DecodingAnswer = await decodePhoto(path, workingSide).then(
    () => ({ decoded: true }),
    (error: unknown) => ({ refused: toWireError(error) }),
  );
  process.send?.(answer);
};
process.on('message', (path: string) => void decode(path));
process.once('disconnect', () => process.exit());
process.send?.('ready');
