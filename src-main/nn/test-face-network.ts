import { seededRandom } from '../common/random.ts';
import type { ElementType } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { writeOnnx } from './onnx/write.ts';

export interface TestNetwork {
  side?: number;
  /** Numbers that it gives a face. */
  width?: number;
  type?: ElementType;
  layout?: 'nchw' | 'nhwc';
  batch?: number | string;
  seed?: number;
  /** The defect of the network. */
  flaw?: 'not-finite' | 'constant' | 'same' | 'looks-at-others' | 'two-inputs' | 'two-outputs';
}

/** Side of the squares of pixels whose mean colours the network works on. */
const square = 8;

/**
 * A small face network for tests, as an ONNX file: mean colours of squares, times random weights. It knows
 * nothing of faces, but gives the same picture the same vector, and others others.
 */
export function testFaceNetwork({
  side = 112,
  width = 64,
  type = 'float32',
  layout = 'nchw',
  batch = 'batch',
  seed = 1,
  flaw,
}: TestNetwork = {}): Uint8Array {
  const graph = new GraphBuilder('test-face-network');
  const shape = layout === 'nchw' ? [batch, 3, side, side] : [batch, side, side, 3];
  let x = graph.input('face', type, shape);
  if (layout === 'nhwc') x = graph.node('Transpose', [x], { perm: [0, 3, 1, 2] });
  if (type !== 'float32') {
    x = graph.node('Cast', [x], { to: 1 });
    x = graph.node('Div', [graph.node('Sub', [x, graph.floats([127.5], [])]), graph.floats([127.5], [])]);
  }
  x = graph.node('AveragePool', [x], { kernel_shape: [square, square], strides: [square, square] });
  x = graph.node('Flatten', [x], { axis: 1 });
  const inputs = 3 * Math.floor(side / square) ** 2;
  const random = seededRandom(seed);
  const blind = flaw === 'constant' || flaw === 'same';
  const weights = Float32Array.from({ length: inputs * width }, () => (blind ? 0 : random() - 0.5));
  const bias = Float32Array.from({ length: width }, (_, i) => (flaw === 'constant' ? 1 : 0.1 * (i % 5)));
  x = graph.node('Gemm', [
    x,
    graph.weight('weights', { type: 'float32', dims: [inputs, width], data: weights }),
    graph.weight('bias', { type: 'float32', dims: [width], data: bias }),
  ]);
  if (flaw === 'not-finite') x = graph.node('Div', [x, graph.floats([0], [])]);
  if (flaw === 'looks-at-others') x = graph.node('Sub', [x, graph.node('ReduceMean', [x], { axes: [0] })]);
  if (flaw === 'two-inputs') x = graph.node('Add', [x, graph.input('other', 'float32', [1])]);
  graph.output(graph.node('Identity', [x], {}, 'vector'), 'float32', [batch, width]);
  if (flaw === 'two-outputs') graph.output(graph.node('Neg', [x], {}, 'opposite'), 'float32', [batch, width]);
  return writeOnnx(graph.build());
}
