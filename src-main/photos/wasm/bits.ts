import { uint8At } from '../../common/typed-arrays.ts';
import { BrokenPicture } from '../decoding/plain-pixels.ts';

/** Reads numbers of any number of bits, the least significant bit of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @param count at most 30 @throws BrokenPicture past the end */
  read(count: number): number {
    if (this.#at + count > 8 * this.#bytes.length) throw new BrokenPicture('unexpected end');
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value += ((uint8At(this.#bytes, this.#at >> 3) >> (this.#at & 7)) & 1) * 2 ** i;
    }
    return value;
  }
}
