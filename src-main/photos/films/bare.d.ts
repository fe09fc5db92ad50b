/**
 * The parts of Bare (a small JavaScript runtime) and of its bindings to FFmpeg that the decoding process uses. Neither
 * brings types of its own.
 */
declare const Bare: { argv: string[]; exit(code: number): never };

declare module 'bare-fs' {
  const fs: {
    openSync(path: string, flags: 'r'): number;
    fstatSync(fd: number): { size: number };
    /** Number of bytes read; 0 at the end. */
    readSync(fd: number, into: Uint8Array, offset: number, length: number, position: number): number;
    /** Number of bytes written, fewer than given where the reader is slow. */
    writeSync(fd: number, bytes: Uint8Array, offset: number, length: number): number;
  };
  export default fs;
}

declare module 'bare-runtime/spawn' {
  import type { ChildProcess, SpawnOptions } from 'node:child_process';
  /** Starts Bare with these arguments. */
  export default function spawn(options: SpawnOptions & { args: string[] }): ChildProcess;
}

declare module 'bare-ffmpeg' {
  interface Disposable_ {
    destroy(): void;
  }
  interface Rational {
    numerator: number;
    denominator: number;
    toNumber(): number;
  }
  class Packet implements Disposable_ {
    readonly streamIndex: number;
    readonly isKeyframe: boolean;
    /** In the stream's time base; -1 where unknown. */
    readonly pts: number;
    readonly dts: number;
    readonly data: Uint8Array;
    unref(): void;
    destroy(): void;
  }
  class Frame implements Disposable_ {
    width: number;
    height: number;
    format: number;
    pts: number;
    readonly packetDTS: number;
    destroy(): void;
  }
  class Image {
    constructor(pixelFormat: number, width: number, height: number);
    readonly data: Uint8Array;
    /** Makes the frame use this memory. */
    fill(frame: Frame): void;
  }
  class Scaler implements Disposable_ {
    constructor(
      fromFormat: number,
      fromWidth: number,
      fromHeight: number,
      toFormat: number,
      toWidth: number,
      toHeight: number,
    );
    scale(from: Frame, to: Frame): number;
    destroy(): void;
  }
  interface Dictionary extends Disposable_ {
    get(key: string): string | null;
  }
  interface Decoder extends Disposable_ {
    open(options: Dictionary): void;
    /** An empty packet ends the stream. False where the decoder is full. */
    sendPacket(packet: Packet): boolean;
    receiveFrame(frame: Frame): boolean;
  }
  interface Stream {
    readonly index: number;
    readonly timeBase: Rational;
    readonly codec: { readonly name: string };
    readonly codecParameters: {
      readonly width: number;
      readonly height: number;
      readonly sampleAspectRatio: Rational;
    };
    readonly sideData: { type: number; data: Uint8Array }[];
    decoder(): Decoder;
  }
  /** A file that the program reads for FFmpeg. */
  interface Source {
    onread(into: Uint8Array): number;
    onseek(offset: number, whence: number): number;
  }
  type IOContext = Disposable_;
  class InputFormatContext implements Disposable_ {
    constructor(io: IOContext);
    readonly inputFormat: { readonly name: string };
    /** Microseconds; -1 where unknown. */
    readonly duration: number;
    readFrame(into: Packet): boolean;
    getBestStream(type: number): Stream | null;
    destroy(): void;
  }
  const ffmpeg: {
    Packet: typeof Packet;
    Frame: typeof Frame;
    Image: typeof Image;
    Scaler: typeof Scaler;
    Dictionary: { from(entries: Record<string, string>): Dictionary };
    IOContext: new (bytes: number, source: Source) => IOContext;
    InputFormatContext: typeof InputFormatContext;
    log: { level: number; QUIET: number };
    constants: {
      mediaTypes: { VIDEO: number };
      pixelFormats: { RGB24: number };
      packetSideDataType: { DISPLAYMATRIX: number };
      seek: { SIZE: number; SET: number; CUR: number; END: number };
    };
  };
  export default ffmpeg;
  export type { Decoder, Frame, Image, InputFormatContext, Packet, Scaler, Stream };
}
