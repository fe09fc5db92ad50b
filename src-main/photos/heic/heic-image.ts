import libheif from 'libheif-js/wasm-bundle.js';
import { HeifError } from './heif-error.ts';

/** The grid of tiles that a picture is stored in. */
export interface Tiling {
  columns: number;
  rows: number;
  /** Size of a tile in pixels; those on the right and at the bottom may extend beyond the picture. */
  tileWidth: number;
  tileHeight: number;
  /** Pixels of the first tile to the left of the picture, and above it. */
  left: number;
  top: number;
}

/** Decoded pixels in libheif's memory; they must be copied before the next decoding. */
export interface HeicPixels {
  /** RGB or RGBA, 8 bits, upright, rows from the top. */
  data: Uint8Array;
  /** Bytes from one row to the next. */
  stride: number;
  width: number;
  height: number;
}

/** `heif_colorspace_RGB`, `heif_chroma_interleaved_RGB` and `_RGBA`, `heif_channel_interleaved` of `heif_image.h`. */
const rgbColorspace = 1;
const rgbChroma = 10;
const rgbaChroma = 11;
const interleaved = 10;

/** 32-bit fields at the beginning of `struct heif_image_tiling`. */
const tilingFields = [
  'version',
  'columns',
  'rows',
  'tileWidth',
  'tileHeight',
  'width',
  'height',
  'top',
  'left',
] as const;

/** Buffer for results of C functions: an error, a result, a stride, a tiling. */
const answers = libheif._malloc(128);
const [errorAt, resultAt, strideAt, tilingAt] = [answers, answers + 16, answers + 24, answers + 32];

/** The primary picture of a HEIC file, which libheif turns upright. */
export class HeicImage {
  readonly #context: ReturnType<typeof libheif.heif_context_alloc>;
  readonly #handle: number;

  /** @throws HeifError */
  constructor(file: Uint8Array) {
    this.#context = libheif.heif_context_alloc();
    try {
      const { code, subcode, message } = libheif.heif_context_read_from_memory(this.#context, file);
      if (code.value !== 0) throw new HeifError(code.value, subcode.value, message);
      libheif._heif_context_get_primary_image_handle(errorAt, this.#context.$$.ptr, resultAt);
      throwIfFailed();
      this.#handle = numberAt(resultAt);
    } catch (error) {
      libheif.heif_context_free(this.#context);
      throw error;
    }
  }

  /** Size of the upright picture in pixels. */
  get width(): number {
    return libheif._heif_image_handle_get_width(this.#handle);
  }

  get height(): number {
    return libheif._heif_image_handle_get_height(this.#handle);
  }

  /** A picture with alpha has four bytes a pixel, any other three. */
  get hasAlpha(): boolean {
    return libheif._heif_image_handle_has_alpha_channel(this.#handle) !== 0;
  }

  /**
   * The tiles of the upright picture; null if it must be decoded by {@link withWhole}: it is stored in one
   * piece, is cropped, or has alpha, which is a separate picture.
   * @throws HeifError
   */
  get tiles(): Tiling | null {
    const stored = this.#readTiling(false);
    const { columns, rows, tileWidth, tileHeight, width, height, top, left } = this.#readTiling(true);
    const isPart = stored.width * stored.height !== width * height;
    // Tiles without a known decoder have no size; decoding the whole picture gives the reason.
    const isKnown = tileWidth > 0 && tileHeight > 0;
    if (isPart || this.hasAlpha || columns * rows === 1 || !isKnown) return null;
    // libheif gives the visible part of the first tile, and 0 if all of it is visible.
    const beyond = (part: number, whole: number) => (part === 0 ? 0 : whole - part);
    return {
      columns,
      rows,
      tileWidth,
      tileHeight,
      left: beyond(left, tileWidth),
      top: beyond(top, tileHeight),
    };
  }

  /** Reads `struct heif_image_tiling`, as stored or upright. */
  #readTiling(isUpright: boolean): Record<(typeof tilingFields)[number], number> {
    libheif._heif_image_handle_get_image_tiling(errorAt, this.#handle, isUpright ? 1 : 0, tilingAt);
    throwIfFailed();
    const read = tilingFields.map((field, i) => [field, numberAt(tilingAt + 4 * i)]);
    return Object.fromEntries(read) as Record<(typeof tilingFields)[number], number>;
  }

  /**
   * Decodes one tile and passes its pixels to `use`.
   * @throws HeifError
   */
  withTile<T>(column: number, row: number, use: (pixels: HeicPixels) => T): T {
    const chroma = this.hasAlpha ? rgbaChroma : rgbChroma;
    libheif._heif_image_handle_decode_image_tile(
      errorAt,
      this.#handle,
      resultAt,
      rgbColorspace,
      chroma,
      0,
      column,
      row,
    );
    return withResult(use);
  }

  /**
   * Decodes the whole picture and passes its pixels to `use`.
   * @throws HeifError
   */
  withWhole<T>(use: (pixels: HeicPixels) => T): T {
    const chroma = this.hasAlpha ? rgbaChroma : rgbChroma;
    libheif._heif_decode_image(errorAt, this.#handle, resultAt, rgbColorspace, chroma, 0);
    return withResult(use);
  }

  close(): void {
    libheif._heif_image_handle_release(this.#handle);
    libheif.heif_context_free(this.#context);
  }
}

/** The first frame of a sequence without a still picture, in one piece and without alpha. */
export class HeicSequence {
  readonly hasAlpha = false;
  readonly tiles = null;
  readonly width: number;
  readonly height: number;
  readonly #context: ReturnType<typeof libheif.heif_context_alloc>;
  readonly #track: number;

  /** @throws HeifError */
  constructor(file: Uint8Array) {
    this.#context = libheif.heif_context_alloc();
    try {
      const { code, subcode, message } = libheif.heif_context_read_from_memory(this.#context, file);
      if (code.value !== 0) throw new HeifError(code.value, subcode.value, message);
      // Of track numbers, 0 stands for the first one of pictures.
      this.#track = libheif._heif_context_get_track(this.#context.$$.ptr, 0);
      if (this.#track === 0) throw new HeifError(0, 0, 'there is no track of pictures');
      libheif._heif_track_get_image_resolution(errorAt, this.#track, resultAt, resultAt + 2);
      throwIfFailed();
      const sides = numberAt(resultAt);
      [this.width, this.height] = [sides & 0xffff, sides >>> 16];
    } catch (error) {
      libheif.heif_context_free(this.#context);
      throw error;
    }
  }

  /**
   * Decodes the frame and passes its pixels to `use`; may be called once.
   * @throws HeifError
   */
  withWhole<T>(use: (pixels: HeicPixels) => T): T {
    libheif._heif_track_decode_next_image(errorAt, this.#track, resultAt, rgbColorspace, rgbChroma, 0);
    return withResult(use);
  }

  close(): void {
    libheif._heif_track_release(this.#track);
    libheif.heif_context_free(this.#context);
  }
}

/** Size of libheif's memory in bytes; it never shrinks. */
export const libheifMemory = (): number => libheif.HEAPU8.length;

function withResult<T>(use: (pixels: HeicPixels) => T): T {
  throwIfFailed();
  const image = numberAt(resultAt);
  try {
    const width = libheif._heif_image_get_width(image, interleaved);
    const height = libheif._heif_image_get_height(image, interleaved);
    const start = libheif._heif_image_get_plane_readonly2(image, interleaved, strideAt);
    const stride = numberAt(strideAt);
    if (start === 0) throw new HeifError(0, 0, 'there are no pixels');
    return use({ data: libheif.HEAPU8.subarray(start, start + stride * height), stride, width, height });
  } finally {
    libheif._heif_image_release(image);
  }
}

function throwIfFailed(): void {
  const code = numberAt(errorAt);
  if (code === 0) return;
  const messageAt = numberAt(errorAt + 8);
  const { HEAPU8 } = libheif;
  const end = HEAPU8.indexOf(0, messageAt);
  const message = messageAt === 0 ? '' : Buffer.from(HEAPU8.subarray(messageAt, end)).toString();
  throw new HeifError(code, numberAt(errorAt + 4), message);
}

/** The unsigned 32-bit number at an address. */
function numberAt(address: number): number {
  const { buffer } = libheif.HEAPU8;
  return new DataView(buffer, address, 4).getUint32(0, true);
}
