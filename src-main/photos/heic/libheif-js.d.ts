/**
 * The part of libheif's C interface used here, compiled to WebAssembly (`libheif/heif.h`). Addresses are
 * offsets in `HEAPU8`. A function that can fail writes a `heif_error` of 12 bytes to its first parameter:
 * code, subcode, and the address of a message.
 */
declare module 'libheif-js/wasm-bundle.js' {
  interface Enumerated {
    value: number;
  }
  /** An object in C memory; `$$` has its address. */
  interface Handle {
    $$: { ptr: number };
    delete(): void;
  }
  const libheif: {
    /** The WebAssembly memory; the view is replaced whenever it grows. */
    readonly HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    heif_context_alloc(): Handle;
    heif_context_free(context: Handle): void;
    heif_context_read_from_memory(
      context: Handle,
      bytes: Uint8Array,
    ): { code: Enumerated; subcode: Enumerated; message: string };
    _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
    _heif_image_handle_release(handle: number): void;
    _heif_image_handle_get_width(handle: number): number;
    _heif_image_handle_get_height(handle: number): number;
    _heif_image_handle_has_alpha_channel(handle: number): number;
    _heif_image_handle_get_image_tiling(
      error: number,
      handle: number,
      withTransforms: number,
      tiling: number,
    ): void;
    _heif_image_handle_decode_image_tile(
      error: number,
      handle: number,
      image: number,
      colorspace: number,
      chroma: number,
      options: number,
      column: number,
      row: number,
    ): void;
    _heif_decode_image(
      error: number,
      handle: number,
      image: number,
      colorspace: number,
      chroma: number,
      options: number,
    ): void;
    _heif_image_get_width(image: number, channel: number): number;
    _heif_image_get_height(image: number, channel: number): number;
    _heif_image_get_plane_readonly2(image: number, channel: number, stride: number): number;
    _heif_image_release(image: number): void;
    /** 0 where there is none. */
    _heif_context_get_track(context: number, track: number): number;
    _heif_track_release(track: number): void;
    /** Writes 16-bit numbers. */
    _heif_track_get_image_resolution(error: number, track: number, width: number, height: number): void;
    _heif_track_decode_next_image(
      error: number,
      track: number,
      image: number,
      colorspace: number,
      chroma: number,
      options: number,
    ): void;
  };
  export default libheif;
}
