import { dataType, type GraphMessage, modelProto } from './schema.ts';

/**
 * [Note: Appending to an ONNX file]
 * A network that the user brings may use operators, attributes and types that {@link readOnnx} does not know,
 * so reading it and writing it again would lose some of it. Nothing has to be read to add to it: Protocol
 * Buffers define that a message whose bytes are followed by those of another of its type is their merger, in
 * which repeated fields are joined and messages in singular fields are merged in turn
 * (https://protobuf.dev/programming-guides/encoding/#last-one-wins). A graph's nodes, initialisers and outputs
 * are repeated fields, so a second `ModelProto` behind the first, with a graph of the new ones alone, appends
 * them, and every byte of the user's file stays as it was. The network's own output stays an output: a
 * projection can be trained on it and be replaced by cutting the tail off again.
 */

/** Nodes that are appended to the output of a network. */
export interface AppendedProjection {
  /** Name of the network's own output, [batch, width] or with axes of length 1 behind. */
  output: string;
  width: number;
  /** Row-major, [width, dimension]. */
  matrix: Float32Array;
  dimension: number;
}

/** Names in the graph of what is appended: the weights, and the output that comes of them. */
export const projectionWeights = 'familiar/projection';
export const projectedOutput = 'familiar/embedding';
const flattened = 'familiar/flattened';

/** The file with a projection behind its network: one more output, {@link projectedOutput}, [batch, dimension]. */
export function appendProjection(
  onnx: Uint8Array,
  { output, width, matrix, dimension }: AppendedProjection,
): Uint8Array {
  if (matrix.length !== width * dimension) {
    throw new Error(`a projection of ${width} to ${dimension} has ${matrix.length} weights`);
  }
  const node = (operator: string, input: string[], result: string) => ({
    input,
    output: [result],
    name: `${operator}/${result}`,
    op_type: operator,
    attribute: [],
  });
  const graph: Omit<GraphMessage, 'name'> = {
    node: [
      node('Flatten', [output], flattened),
      node('MatMul', [flattened, projectionWeights], projectedOutput),
    ],
    initializer: [
      {
        name: projectionWeights,
        dims: [width, dimension],
        data_type: dataType.float32,
        raw_data: new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength),
      },
    ],
    input: [],
    output: [
      {
        name: projectedOutput,
        type: {
          tensor_type: {
            elem_type: dataType.float32,
            shape: { dim: [{ dim_param: 'familiar/batch' }, { dim_value: dimension }] },
          },
        },
      },
    ],
  };
  const tail = modelProto.encode({ graph }).finish();
  const joined = new Uint8Array(onnx.length + tail.length);
  joined.set(onnx);
  joined.set(tail, onnx.length);
  return joined;
}
