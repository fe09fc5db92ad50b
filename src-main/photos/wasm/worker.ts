import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { required } from '../../common/elements.ts';
import { FamiliarError, toWireError } from '../../contract/errors.ts';
import { BrokenPicture } from '../decoding/plain-pixels.ts';
import { asHeifError, reasons } from '../decoding/reasons.ts';
import { HeifError } from '../heic/heif-error.ts';
import type { PhotoPart } from '../photo-part.ts';
import { fileSystemError } from '../scan.ts';
import type { FromWasmWorker, ToWasmWorker, WasmKind } from './messages.ts';
import type { WasmPicture } from './wasm-picture.ts';

/**
 * Entry of the thread of decoders in WebAssembly. It runs only WebAssembly and JavaScript, so it can be
 * terminated at any time. It has one file open at a time. A decoder is loaded with the first file that needs it.
 */
const port = required(parentPort);
let open: WasmPicture | null = null;

/** Maximum file size in bytes, since the file is read whole. */
const largestFile = 512 * 1024 ** 2;

const openers: Record<WasmKind, (file: Buffer) => Promise<WasmPicture>> = {
  heic: async (file) => (await import('../heic/heic-picture.ts')).openHeic(file),
  jxl: async (file) => (await import('./jxl-picture.ts')).openJxl(file),
  jp2: async (file) => (await import('./jp2-picture.ts')).openJp2(file),
};
const names: Record<WasmKind, string> = { heic: 'HEIF', jxl: 'JPEG XL', jp2: 'JPEG 2000' };
let kind: WasmKind = 'heic';

const receive = async (message: ToWasmWorker): Promise<void> => {
  try {
    const answer = 'open' in message ? await openFile(message) : decode(message.maxSide, message.part);
    const transferred = 'picture' in answer ? [answer.picture.data.buffer] : [];
    port.postMessage(answer satisfies FromWasmWorker, transferred);
  } catch (error) {
    close();
    const sound = [FamiliarError, HeifError, BrokenPicture].some((type) => error instanceof type);
    port.postMessage({ error: toWireError(asFamiliarError(error)), sound } satisfies FromWasmWorker);
  }
};

port.on('message', (message: ToWasmWorker) => void receive(message));

async function openFile(message: {
  open: string;
  kind: WasmKind;
}): Promise<FromWasmWorker & { opened: unknown }> {
  close();
  const bytes = await readFile(message.open).catch((error: unknown) => {
    throw fileSystemError(error);
  });
  if (bytes.length > largestFile) throw new FamiliarError('photo-too-large', reasons.tooMuchMemory);
  kind = message.kind;
  open = await openers[kind](bytes);
  return { opened: { width: open.width, height: open.height, bytes: open.bytes, exif: open.exif } };
}

function decode(
  maxSide: number,
  part: PhotoPart | undefined,
): FromWasmWorker & { picture: { data: Uint8Array<ArrayBuffer> } } {
  const picture = required(open);
  try {
    return { picture: picture.decode(maxSide, part), memory: picture.memory() };
  } finally {
    close();
  }
}

function close(): void {
  open?.close();
  open = null;
}

/** Any other exception of WebAssembly is caused by the file. */
function asFamiliarError(error: unknown): FamiliarError {
  if (error instanceof FamiliarError) return error;
  if (error instanceof HeifError) return asHeifError(error);
  const cause = { cause: error };
  if (error instanceof BrokenPicture && error.isVariant)
    return new FamiliarError('photo-unsupported', reasons.variant(names[kind]), cause);
  return new FamiliarError('photo-damaged', reasons.damaged, cause);
}
