import type { Attribute, Graph, Node, Tensor, ValueInfo } from '../graph.ts';
import {
  type AttributeMessage,
  attributeType,
  dataType,
  type ModelMessage,
  modelProto,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
} from './schema.ts';

/** Version of the file format. 8 is the one that came with {@link operatorSet}. */
const irVersion = 8;
/** Version of the standard operators, `ai.onnx`, whose meaning the nodes have. */
const operatorSet = 17;

/**
 * The graph as an ONNX file.
 * @param metadata free text that travels in the file, such as where the weights come from
 */
export function writeOnnx(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const message: ModelMessage = {
    ir_version: irVersion,
    producer_name: 'Familiar',
    opset_import: [{ domain: '', version: operatorSet }],
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: graph.nodes.map(nodeMessage),
      initializer: Array.from(graph.initialisers, ([name, tensor]) => tensorMessage(name, tensor)),
      input: graph.inputs.map(valueInfoMessage),
      output: graph.outputs.map(valueInfoMessage),
    },
  };
  return modelProto.encode(message).finish();
}

function nodeMessage({ operator, inputs, outputs, attributes }: Node): NodeMessage {
  return {
    input: [...inputs],
    output: [...outputs],
    name: `${operator}/${outputs[0]}`,
    op_type: operator,
    attribute: Object.entries(attributes).map(([name, value]) => attributeMessage(name, value)),
  };
}

function attributeMessage(name: string, value: Attribute): AttributeMessage {
  if (typeof value === 'number') return { name, type: attributeType.int, i: value };
  if (typeof value === 'string') return { name, type: attributeType.string, s: Buffer.from(value) };
  if ('float' in value) return { name, type: attributeType.float, f: value.float };
  return { name, type: attributeType.ints, ints: value };
}

/** ONNX keeps raw data little-endian, as every machine that Electron runs on does. */
function tensorMessage(name: string, { type, dims, data }: Tensor): TensorMessage {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, data_type: dataType[type], raw_data: raw };
}

function valueInfoMessage({ name, type, shape }: ValueInfo): ValueInfoMessage {
  const dim = shape.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: dataType[type], shape: { dim } } } };
}
