import type { PhotoPart } from '../photo-part.ts';
import type { AssembledPicture } from './assemble.ts';
import type { OpenedFile } from './messages.ts';

/** A file that is open in a decoder. */
export interface WasmPicture extends OpenedFile {
  /**
   * Decodes the upright picture, or a part of it, into at least `maxSide` pixels on the longer side if it has
   * as many.
   * @throws HeifError, BrokenPicture; any other exception means that the decoder broke
   */
  decode(maxSide: number, part?: PhotoPart): AssembledPicture;
  /** Size of the decoder's memory in bytes; WebAssembly never gives memory back. */
  memory(): number;
  close(): void;
}
