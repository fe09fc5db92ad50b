import { required } from '../../common/elements.ts';
import {
  type Attribute,
  type ElementType,
  type Graph,
  type Tensor,
  validateGraph,
  type ValueInfo,
} from '../graph.ts';
import {
  type AttributeMessage,
  attributeType,
  dataType,
  type ModelMessage,
  modelProto,
  type TensorMessage,
  type ValueInfoMessage,
} from './schema.ts';

/** The content of an ONNX file. */
export interface OnnxFile {
  graph: Graph;
  metadata: Record<string, string>;
}

/**
 * Reads an ONNX file into memory.
 * @throws Error where the bytes are not ONNX, or hold element or attribute types that Familiar does not use
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const message = modelProto.toObject(modelProto.decode(bytes), {
    longs: Number,
    arrays: true,
    defaults: true,
  }) as ModelMessage;
  if (!message.graph) throw new Error('the file holds no ONNX graph');
  const { name, node, initializer, input, output } = message.graph;
  const graph: Graph = {
    name,
    inputs: input.map(valueInfo),
    outputs: output.map(valueInfo),
    nodes: node.map(({ op_type, input, output, attribute }) => ({
      operator: op_type,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((message) => [message.name, attributeValue(message)])),
    })),
    initialisers: new Map(initializer.map((message) => [message.name, tensor(message)])),
  };
  validateGraph(graph);
  return {
    graph,
    metadata: Object.fromEntries(message.metadata_props.map(({ key, value }) => [key, value])),
  };
}

function attributeValue({ name, type, f, i, s, ints }: AttributeMessage): Attribute {
  if (type === attributeType.float) return { float: required(f) };
  if (type === attributeType.int) return required(i);
  if (type === attributeType.string) return Buffer.from(required(s)).toString();
  if (type === attributeType.ints) return required(ints);
  throw new Error(`attribute "${name}" has type ${type}, which is not known`);
}

function elementType(code: number, name: string): ElementType {
  for (const [type, known] of Object.entries(dataType)) if (known === code) return type as ElementType;
  throw new Error(`"${name}" has element type ${code}, which is not known`);
}

function tensor({ name, dims, data_type, raw_data }: TensorMessage): Tensor {
  const type = elementType(data_type, name);
  // A copy of its own: the bytes inside the file need not lie at a multiple of the element's size.
  const { buffer } = Uint8Array.from(raw_data);
  if (type === 'float32') return { type, dims, data: new Float32Array(buffer) };
  if (type === 'int64') return { type, dims, data: new BigInt64Array(buffer) };
  throw new Error(`initialiser "${name}" is ${type}, which is not used for constants`);
}

function valueInfo({ name, type }: ValueInfoMessage): ValueInfo {
  const { elem_type, shape } = type.tensor_type;
  return {
    name,
    type: elementType(elem_type, name),
    shape: shape.dim.map(({ dim_value, dim_param }) => dim_param ?? required(dim_value)),
  };
}
