import { elementAt, entryOf, firstItems } from '../common/elements.ts';
import type { Pixels } from '../photos/pixels.ts';
import { createSession, Tensor } from '../nn/onnxruntime.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import type { Scoped } from './scopes.ts';

/** Chips shown to the network at a time. */
const chipsAtOnce = 32;

/**
 * Outputs of the fixed part of the network for every view of every face, computed once: the rest can then be
 * trained without it. They are kept in half precision, 50 kB a view for `block` of the joint network and 37 kB of
 * dlib's; the loss in the vectors is below 1e-3.
 */
export class FeatureStore {
  readonly #maps: Float16Array;
  readonly #size: number;

  private constructor(maps: Float16Array, size: number) {
    this.#maps = maps;
    this.#size = size;
  }

  /**
   * @param count number of views
   * @param viewOf chip of the view at a place, of the network's input size
   * @param proceed awaited before each run; resolves to false to stop
   * @param progressed called with the views that are done
   * @returns null where `proceed` stopped it
   */
  static async of(
    { front, map }: Pick<Scoped, 'front' | 'map'>,
    count: number,
    viewOf: (place: number) => Pixels | Promise<Pixels>,
    { proceed, progressed }: { proceed: () => Promise<boolean>; progressed?: (done: number) => void },
  ): Promise<FeatureStore | null> {
    const session = await createSession(writeOnnx(front), 'cpu');
    const maps = new Float16Array(count * map.size);
    const [input] = firstItems(front.inputs, 1);
    try {
      for (let start = 0; start < count; start += chipsAtOnce) {
        if (!(await proceed())) return null;
        const places = Array.from({ length: Math.min(chipsAtOnce, count - start) }, (_, i) => start + i);
        const chips = await Promise.all(places.map(async (place) => viewOf(place)));
        const pixels = new Uint8Array(chips.length * elementAt(chips, 0).data.length);
        chips.forEach(({ data }, i) => pixels.set(data, i * data.length));
        const dims = [chips.length, elementAt(chips, 0).height, elementAt(chips, 0).width, 3];
        const results = await session.run({ [input.name]: new Tensor('uint8', pixels, dims) });
        maps.set(entryOf(results, map.name).data as Float32Array, start * map.size);
        progressed?.(start + chips.length);
      }
    } finally {
      await session.release();
    }
    return new FeatureStore(maps, map.size);
  }

  /** Maps of the views at these places, one after the other. */
  read(places: readonly number[]): Float32Array {
    const maps = new Float32Array(places.length * this.#size);
    places.forEach((place, i) => {
      maps.set(this.#maps.subarray(place * this.#size, (place + 1) * this.#size), i * this.#size);
    });
    return maps;
  }
}
