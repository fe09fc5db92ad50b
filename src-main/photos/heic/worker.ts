import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { required } from '../../common/elements.ts';
import { FamiliarError, toWireError } from '../../contract/errors.ts';
import type { PhotoPart } from '../photo-part.ts';
import { asHeifError, reasons } from '../decoding/reasons.ts';
import { fileSystemError } from '../scan.ts';
import { assemble } from './assemble.ts';
import { HeicImage, libheifMemory } from './heic-image.ts';
import { HeifError } from './heif-error.ts';
import type { FromHeicWorker, ToHeicWorker } from './messages.ts';

/**
 * Entry of the HEIC thread. It runs only WebAssembly and JavaScript, so it can be terminated at any time. It
 * has one file open at a time.
 */
const port = required(parentPort);
let image: HeicImage | null = null;

/** Maximum file size in bytes, since the file is read whole. */
const largestFile = 512 * 1024 ** 2;

const receive = async (message: ToHeicWorker): Promise<void> => {
  try {
    const answer = 'open' in message ? await openFile(message.open) : decode(message.maxSide, message.part);
    const transferred = 'picture' in answer ? [answer.picture.data.buffer] : [];
    port.postMessage(answer satisfies FromHeicWorker, transferred);
  } catch (error) {
    close();
    const sound = error instanceof FamiliarError || error instanceof HeifError;
    port.postMessage({ error: toWireError(asFamiliarError(error)), sound } satisfies FromHeicWorker);
  }
};
port.on('message', (message: ToHeicWorker) => void receive(message));

async function openFile(path: string): Promise<FromHeicWorker & { opened: unknown }> {
  close();
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileSystemError(error);
  });
  if (bytes.length > largestFile) throw new FamiliarError('photo-too-large', reasons.tooMuchMemory);
  image = new HeicImage(bytes);
  const { width, height, tiles } = image;
  return { opened: { width, height, inTiles: tiles !== null } };
}

function decode(
  maxSide: number,
  part: PhotoPart | undefined,
): FromHeicWorker & { picture: { data: Uint8Array<ArrayBuffer> } } {
  try {
    return { picture: assemble(required(image), maxSide, part), memory: libheifMemory() };
  } finally {
    close();
  }
}

function close(): void {
  image?.close();
  image = null;
}

/** Any other exception of WebAssembly is caused by the file. */
function asFamiliarError(error: unknown): FamiliarError {
  if (error instanceof FamiliarError) return error;
  if (error instanceof HeifError) return asHeifError(error);
  return new FamiliarError('photo-damaged', reasons.damaged, { cause: error });
}
