import ffmpeg, { type Frame, type InputFormatContext, type Packet, type Stream } from 'bare-ffmpeg';
import fs from 'bare-fs';
import type { FilmMessage, FilmOrder, FilmRefusal } from './film-messages.ts';
import { Painter } from './painter.ts';
import { Moments } from './moments.ts';

/**
 * Entry of the process that decodes a film. It runs in Bare, not in Node, since FFmpeg's bindings are for Bare. A file that
 * ends the process ends no more than this film.
 *
 * [Note: Frames of a film] Where key frames are dense enough for the wanted moments, as in the films of phones and cameras,
 * only they are decoded, some hundred times as fast as all frames. Otherwise all frames are decoded but those that no other
 * frame refers to.
 */

/** Seconds and bytes of packets from which the density of key frames is measured. */
const [measured, measuredBytes] = [10, 32 * 2 ** 20];
/** Largest distance of key frames that suffices, in spacings of the wanted moments. */
const dense = 1.5;
/** Most pixels of a frame: 8K. It bounds the memory of a decoder, which holds up to 17 frames. */
const mostPixels = 36_000_000;
/** Milliseconds between two signs of life. */
const signEvery = 2000;

class Refused extends Error {
  readonly reason: FilmRefusal;
  constructor(reason: FilmRefusal, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Blocks while the reader is slow, so that no more than one frame waits. */
function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at, bytes.length - at);
}

const say = (message: FilmMessage): void => writeAll(Buffer.from(`${JSON.stringify(message)}\n`));

function open(path: string): InputFormatContext {
  const fd = fs.openSync(path, 'r');
  const { size } = fs.fstatSync(fd);
  const { SIZE, SET, CUR } = ffmpeg.constants.seek;
  let at = 0;
  const source = new ffmpeg.IOContext(1 << 16, {
    onread(into) {
      const read = fs.readSync(fd, into, 0, into.byteLength, at);
      at += read;
      return read;
    },
    onseek(offset, whence) {
      if (whence === SIZE) return size;
      at = whence === SET ? offset : whence === CUR ? at + offset : size + offset;
      return at;
    },
  });
  try {
    return new ffmpeg.InputFormatContext(source);
  } catch (error) {
    throw new Refused('not-a-film', String(error));
  }
}

/** The clockwise turn of a display matrix (ISO/IEC 14496-12, 8.5): nine 32-bit numbers, little-endian. */
function rotationOf(stream: Stream): 0 | 90 | 180 | 270 {
  const matrix = stream.sideData.find(
    ({ type }) => type === ffmpeg.constants.packetSideDataType.DISPLAYMATRIX,
  )?.data;
  if (!matrix) return 0;
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const degrees = (Math.atan2(view.getInt32(4, true), view.getInt32(0, true)) * 180) / Math.PI;
  return ((((Math.round(degrees / 90) * 90) % 360) + 360) % 360) as 0 | 90 | 180 | 270;
}

/** Reads one film; every other class of this process lives as long as it. */
class Reading {
  readonly #film: InputFormatContext;
  readonly #stream: Stream;
  readonly #order: FilmOrder;
  readonly #moments: Moments;
  readonly #painter: Painter;
  readonly #frame = new ffmpeg.Frame();
  readonly #startsAt: number;
  #decoder: ReturnType<Stream['decoder']> | null = null;
  #decodedFor = 0;
  #signAt = Date.now();
  #last = 0;
  #decoded = 0;

  constructor(order: FilmOrder) {
    this.#order = order;
    this.#film = open(order.path);
    const stream = this.#film.getBestStream(ffmpeg.constants.mediaTypes.VIDEO);
    if (!stream) throw new Refused('no-pictures', 'there is no stream of pictures');
    this.#stream = stream;
    const { width, height, sampleAspectRatio } = stream.codecParameters;
    if (width * height > mostPixels) throw new Refused('too-large', `${width} x ${height}`);
    const aspect = sampleAspectRatio.numerator > 0 ? sampleAspectRatio.toNumber() : 1;
    const rotation = rotationOf(stream);
    const [wide, high] = [Math.max(1, Math.round(width * aspect)), Math.max(1, height)];
    const [upWide, upHigh] = rotation % 180 === 0 ? [wide, high] : [high, wide];
    const { duration } = this.#film;
    const seconds = duration > 0 ? duration / 1e6 : null;
    this.#painter = new Painter(wide / high, order.side);
    this.#moments = new Moments(seconds, order.most);
    // A transport stream counts from the start of its broadcast.
    this.#startsAt = this.#film.inputFormat.name === 'mpegts' ? NaN : 0;
    say({ header: { width: upWide, height: upHigh, seconds, rotation } });
  }

  run(): { seconds: number; stopped: boolean } {
    const { packets, isDense } = this.#measure();
    this.#open(isDense);
    let stopped = false;
    for (const packet of this.#packets(packets)) {
      if (this.#moments.isFull) break;
      if (this.#decodedFor > this.#order.seconds * 1000) {
        stopped = true;
        break;
      }
      const isWanted = !isDense || (packet.isKeyframe && this.#moments.mayTake(this.#secondsOf(packet.pts)));
      if (isWanted) this.#decode(packet);
      this.#sign();
    }
    if (!stopped) this.#decode(new ffmpeg.Packet());
    if (this.#decoded === 0) throw new Refused('not-a-film', 'no picture of it can be decoded');
    return { seconds: this.#last, stopped };
  }

  /** Packets from the start of the film, and the density of their key frames. */
  #measure(): { packets: Packet[]; isDense: boolean } {
    const packets: Packet[] = [];
    let [bytes, first, last, key, widest, keys] = [0, NaN, NaN, NaN, 0, 0];
    while (bytes < measuredBytes && !(last - first > measured)) {
      const packet = this.#next();
      if (!packet) break;
      packets.push(packet);
      bytes += packet.data.byteLength;
      const at = this.#secondsOf(packet.pts);
      if (Number.isNaN(first)) first = at;
      last = Number.isNaN(last) ? at : Math.max(last, at);
      if (!packet.isKeyframe) continue;
      if (keys > 0) widest = Math.max(widest, at - key);
      key = at;
      keys++;
    }
    if (keys > 0) widest = Math.max(widest, last - key);
    return { packets, isDense: keys > 1 && widest <= dense * this.#moments.spacing };
  }

  *#packets(before: readonly Packet[]): Generator<Packet> {
    for (const packet of before) {
      yield packet;
      packet.destroy();
    }
    for (let packet = this.#next(); packet; packet = this.#next()) {
      yield packet;
      packet.destroy();
    }
  }

  /** The next packet of the pictures; null at the end, and where the rest of the file is damaged. */
  #next(): Packet | null {
    const packet = new ffmpeg.Packet();
    try {
      while (this.#film.readFrame(packet)) {
        if (packet.streamIndex === this.#stream.index) return packet;
        packet.unref();
        this.#sign();
      }
    } catch {
      // What was read before counts.
    }
    packet.destroy();
    return null;
  }

  #open(keysOnly: boolean): void {
    try {
      this.#decoder = this.#stream.decoder();
      this.#decoder.open(
        ffmpeg.Dictionary.from({
          threads: '1',
          skip_frame: keysOnly ? 'nokey' : 'noref',
          skip_loop_filter: 'noref',
          max_pixels: String(mostPixels),
        }),
      );
    } catch (error) {
      throw new Refused('unknown-codec', `${this.#stream.codec.name}: ${String(error)}`);
    }
  }

  /** @param packet an empty one ends the stream */
  #decode(packet: Packet): void {
    const decoder = this.#decoder;
    if (!decoder) return;
    const before = Date.now();
    try {
      decoder.sendPacket(packet);
    } catch {
      // A damaged packet: the decoder goes on with the next.
    }
    this.#decodedFor += Date.now() - before;
    while (this.#receive(decoder)) this.#take(this.#frame);
  }

  #receive(decoder: ReturnType<Stream['decoder']>): boolean {
    const before = Date.now();
    try {
      return decoder.receiveFrame(this.#frame);
    } catch {
      return false;
    } finally {
      this.#decodedFor += Date.now() - before;
    }
  }

  #take(frame: Frame): void {
    this.#decoded++;
    const at = this.#secondsOf(frame.pts >= 0 ? frame.pts : frame.packetDTS);
    this.#last = Math.max(this.#last, at);
    if (!this.#moments.mayTake(at)) return;
    if (!this.#moments.takes(at, this.#painter.signature(frame))) return;
    const { pixels, width, height } = this.#painter.paint(frame);
    say({ frame: { seconds: at, width, height } });
    writeAll(pixels);
    this.#signAt = Date.now();
  }

  #secondsOf(time: number): number {
    const at = Math.max(0, time) * this.#stream.timeBase.toNumber();
    return Math.round(1000 * Math.max(0, at - this.#offset(at))) / 1000;
  }

  #firstAt = NaN;
  #offset(at: number): number {
    if (!Number.isNaN(this.#startsAt)) return this.#startsAt;
    if (Number.isNaN(this.#firstAt)) this.#firstAt = at;
    return this.#firstAt;
  }

  #sign(): void {
    if (Date.now() - this.#signAt < signEvery) return;
    this.#signAt = Date.now();
    say({ alive: true });
  }
}

ffmpeg.log.level = ffmpeg.log.QUIET;
try {
  const reading = new Reading(JSON.parse(String(Bare.argv[2])) as FilmOrder);
  say({ end: reading.run() });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  say({ refused: error.reason, detail: error.message });
}
// What FFmpeg holds goes with the process; freeing it in the order of the collector may crash.
Bare.exit(0);
