/** libjxl's decoder, compiled to WebAssembly. */
declare module '@jsquash/jxl/codec/dec/jxl_dec.js' {
  interface Libjxl {
    /** The WebAssembly memory; the view is replaced whenever it grows. */
    readonly HEAP8: Int8Array;
    /** Pixels in sRGB, upright, 8 bits, with alpha; null for a file that is refused. */
    decode(file: Uint8Array): { data: Uint8Array; width: number; height: number } | null;
  }
  const load: (options: { noInitialRun: boolean; wasmBinary: Uint8Array }) => Promise<Libjxl>;
  export default load;
}

/** OpenJPEG's decoder, compiled to WebAssembly. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface J2KDecoder {
    /** Room for the file, in the decoder's memory. */
    getEncodedBuffer(bytes: number): Uint8Array;
    decodeSubResolution(halvings: number, layers: number): void;
    getFrameInfo(): { width: number; height: number };
    /** Samples by pixel, one byte each, or two above 8 bits; valid until the next call. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  interface Openjpeg {
    /** The WebAssembly memory; the view is replaced whenever it grows. */
    readonly HEAPU8: Uint8Array;
    readonly J2KDecoder: new () => J2KDecoder;
  }
  const load: (options: { wasmBinary: Uint8Array }) => Promise<Openjpeg>;
  export default load;
}
