import type { Node } from '../graph.ts';

/**
 * Reads attributes of operators by kind, as ONNX keeps them apart. A fallback is what the standard says holds where
 * the attribute is absent.
 * @throws Error where the attribute is of another kind, or is absent and there is no fallback
 */

export function integerAttribute(node: Node, name: string, fallback?: number): number {
  const value = node.attributes[name] ?? fallback;
  if (typeof value === 'number') return value;
  throw unreadable(node, name, 'a whole number');
}

export function integersAttribute(node: Node, name: string, fallback?: readonly number[]): readonly number[] {
  const value = node.attributes[name] ?? fallback;
  if (typeof value === 'object' && !('float' in value)) return value;
  throw unreadable(node, name, 'a list of whole numbers');
}

export function floatAttribute(node: Node, name: string, fallback?: number): number {
  const value = node.attributes[name];
  if (value === undefined && fallback !== undefined) return Math.fround(fallback);
  if (typeof value === 'object' && 'float' in value) return value.float;
  throw unreadable(node, name, 'a float');
}

const unreadable = ({ operator, outputs }: Node, name: string, kind: string) =>
  new Error(`${operator} of "${outputs[0]}" has no attribute "${name}" that is ${kind}`);
