import type { WireError } from '../../contract/errors.ts';
import type { PhotoPart } from '../photo-part.ts';
import type { AssembledPicture } from './assemble.ts';

/** Formats that are decoded in WebAssembly. */
export type WasmKind = 'heic' | 'jxl' | 'jp2';

/** A file with its header read. */
export interface OpenedFile {
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  /** Bytes that decoding needs in addition to the file; 0 if the picture is decoded tile by tile. */
  bytes: number;
  /** The EXIF block; undefined if there is none, and always for HEIC, whose header sharp reads. */
  exif?: Uint8Array | undefined;
}

/** Messages to the thread: first the file, then the requested size, with an optional part. */
export type ToWasmWorker =
  { open: string; kind: WasmKind } | { maxSide: number; part?: PhotoPart | undefined };

/**
 * Answers of the thread, one a message. `memory` is the size of the decoder's memory in bytes. An error is
 * `sound` if the decoder itself refused the file; any other may have left its memory damaged.
 */
export type FromWasmWorker =
  | { opened: OpenedFile }
  | { picture: AssembledPicture; memory: number }
  | { error: WireError; sound: boolean };
