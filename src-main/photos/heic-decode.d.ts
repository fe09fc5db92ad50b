declare module 'heic-decode' {
  interface HeicImage {
    width: number;
    height: number;
    /** RGBA, 8 bits. */
    decode(): Promise<{ data: Uint8ClampedArray; width: number; height: number }>;
  }
  const heicDecode: {
    all(input: { buffer: Uint8Array }): Promise<HeicImage[] & { dispose(): void }>;
  };
  export default heicDecode;
}
