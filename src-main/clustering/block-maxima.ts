import { GraphBuilder } from '../nn/graph-builder.ts';
import { createSession, Tensor } from '../nn/onnxruntime.ts';
import { writeOnnx } from '../nn/onnx/write.ts';
import { type BlockMaxima, blockSize, groupSize } from './exact-neighbours.ts';

const groups = blockSize / groupSize;

/** Computes the maxima of the products of two blocks, each [blockSize, width]. */
export interface BlockProducts {
  maxima(first: Float32Array, second: Float32Array): Promise<BlockMaxima>;
  release(): Promise<void>;
}

/**
 * Products by ONNX Runtime on one core. The products themselves stay in its memory: handing them over costs
 * as much as computing them.
 */
export async function openBlockProducts(width: number): Promise<BlockProducts> {
  const graph = new GraphBuilder('block products');
  const block = [blockSize, width];
  const inputs = ['first', 'second'].map((name) => graph.input(name, 'float32', block));
  const products = graph.node('Gemm', inputs, { transB: 1 });
  const maxima = (name: string, split: number[], axis: number, shape: number[]): void => {
    const grouped = graph.node('Reshape', [products, graph.integers(split)]);
    graph.node('ReduceMax', [grouped], { axes: [axis], keepdims: 0 }, name);
    graph.output(name, 'float32', shape);
  };
  maxima('ofFirst', [blockSize, groups, groupSize], 2, [blockSize, groups]);
  maxima('ofSecond', [groups, groupSize, blockSize], 1, [groups, blockSize]);
  const session = await createSession(writeOnnx(graph.build()), 'cpu', { threads: 1 });
  const first = new Float32Array(blockSize * groups);
  const second = new Float32Array(groups * blockSize);
  const results = {
    ofFirst: new Tensor('float32', first, [blockSize, groups]),
    ofSecond: new Tensor('float32', second, [groups, blockSize]),
  };
  return {
    async maxima(a, b) {
      const feeds = { first: new Tensor('float32', a, block), second: new Tensor('float32', b, block) };
      await session.run(feeds, results);
      return { first, second };
    },
    release: () => session.release(),
  };
}
