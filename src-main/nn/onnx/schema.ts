import protobuf from 'protobufjs';

/**
 * The part of the ONNX schema that Familiar writes and reads. Names and numbers are the standard's
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3); fields left out are skipped on reading.
 */
const schema = `
syntax = "proto3";
package onnx;

message ModelProto {
  int64 ir_version = 1;
  string producer_name = 2;
  string producer_version = 3;
  GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}

message OperatorSetIdProto {
  string domain = 1;
  int64 version = 2;
}

message StringStringEntryProto {
  string key = 1;
  string value = 2;
}

message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}

message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
  string domain = 7;
}

message AttributeProto {
  string name = 1;
  float f = 2;
  int64 i = 3;
  bytes s = 4;
  repeated int64 ints = 8;
  int32 type = 20;
}

message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}

message ValueInfoProto {
  string name = 1;
  TypeProto type = 2;
}

message TypeProto {
  message Tensor {
    int32 elem_type = 1;
    TensorShapeProto shape = 2;
  }
  Tensor tensor_type = 1;
}

message TensorShapeProto {
  message Dimension {
    oneof value {
      int64 dim_value = 1;
      string dim_param = 2;
    }
  }
  repeated Dimension dim = 1;
}
`;

/** Encodes and decodes a whole ONNX file. */
export const modelProto = protobuf
  .parse(schema, new protobuf.Root(), { keepCase: true })
  .root.lookupType('onnx.ModelProto');

/** AttributeProto.AttributeType */
export const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** TensorProto.DataType by element type. */
export const dataType = { float32: 1, uint8: 2, int64: 7 } as const;

/** The messages as plain objects, as far as they are used. Absent fields have proto3's defaults. */
export interface ModelMessage {
  ir_version: number;
  producer_name: string;
  graph: GraphMessage;
  opset_import: { domain: string; version: number }[];
  metadata_props: { key: string; value: string }[];
}

export interface GraphMessage {
  name: string;
  node: NodeMessage[];
  initializer: TensorMessage[];
  input: ValueInfoMessage[];
  output: ValueInfoMessage[];
}

export interface NodeMessage {
  input: string[];
  output: string[];
  name: string;
  op_type: string;
  attribute: AttributeMessage[];
  domain?: string;
}

export interface AttributeMessage {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  ints?: readonly number[];
}

export interface TensorMessage {
  name: string;
  dims: readonly number[];
  data_type: number;
  raw_data: Uint8Array;
}

export interface ValueInfoMessage {
  name: string;
  type: {
    tensor_type: { elem_type: number; shape: { dim: { dim_value?: number; dim_param?: string }[] } };
  };
}
