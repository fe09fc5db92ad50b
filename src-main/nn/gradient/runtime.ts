import type { Graph } from '../graph.ts';

/** Numbers on their way to a runtime. */
export interface HostTensor {
  dims: readonly number[];
  /** Row-major; as long as the product of `dims`. */
  data: Float32Array | Uint8Array;
}

/** A graph that a runtime has made ready. */
export interface Executable<V> {
  /**
   * @param feeds the graph's inputs, by name; others are left alone
   * @param outputs names of some of the graph's outputs
   * @returns the values of `outputs`, which the caller frees
   */
  run(feeds: ReadonlyMap<string, V>, outputs: readonly string[]): Promise<Map<string, V>>;
  release(): Promise<void>;
}

/**
 * A program that executes graphs. Its values stay where it computes, so that they go from one graph to another without
 * being copied.
 */
export interface Runtime<V> {
  /** @throws FamiliarError `device-unavailable`, `model-unsuitable` */
  load(graph: Graph): Promise<Executable<V>>;
  write(tensor: HostTensor): V;
  read(value: V): Promise<Float32Array>;
  /** Frees the memory of a value, which is not used again. */
  free(value: V): void;
}
