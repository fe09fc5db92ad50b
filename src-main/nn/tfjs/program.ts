import { required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Executable } from '../gradient/runtime.ts';
import type { Graph, Node, Tensor } from '../graph.ts';
import { operators } from '../operators/all.ts';
import type { TensorFlow } from '../operators/kernels/tensorflow.ts';
import { type Kernel, untrainable } from '../operators/operator.ts';
import { missingInput } from '../shapes.ts';
import { Value } from '../operators/kernels/value.ts';

interface Step {
  node: Node;
  kernel: Kernel;
  /** Values that no later step takes. */
  finished: readonly string[];
}

/** A graph as steps of TensorFlow.js, on the backend in force. */
export class Program implements Executable<Value> {
  readonly #tf: TensorFlow;
  readonly #graph: Graph;
  readonly #steps: readonly Step[];
  /** Uploaded when first used. */
  readonly #constants = new Map<string, Value>();

  /** @throws FamiliarError `model-unsuitable` where an operator has no kernel */
  constructor(tf: TensorFlow, graph: Graph) {
    this.#tf = tf;
    this.#graph = graph;
    this.#steps = plan(graph);
  }

  /** @throws Error where operands do not fit; FamiliarError `model-unsuitable` as kernels do */
  async run(feeds: ReadonlyMap<string, Value>, outputs: readonly string[]): Promise<Map<string, Value>> {
    const tf = this.#tf;
    const made = new Map<string, Value>();
    tf.tidy(() => {
      const computed = new Map<string, Value>();
      const valueOf = (name: string) => computed.get(name) ?? feeds.get(name) ?? this.#constant(name);
      for (const { node, kernel, finished } of this.#steps) {
        const results = this.#apply(kernel, node, valueOf);
        node.outputs.forEach((name, k) => {
          const result = results[k];
          if (result) computed.set(name, new Value(tf, result.tensor, result.layout));
        });
        for (const name of finished) {
          if (outputs.includes(name)) continue;
          computed.get(name)?.dispose();
          computed.delete(name);
        }
      }
      for (const name of outputs) {
        const { layout } = valueOf(name);
        made.set(name, new Value(tf, tf.keep(tf.clone(valueOf(name).as(layout))), layout, true));
      }
    });
    return made;
  }

  async release(): Promise<void> {
    for (const value of this.#constants.values()) value.dispose();
    this.#constants.clear();
  }

  #apply(kernel: Kernel, node: Node, valueOf: (name: string) => Value) {
    const inputs = node.inputs.filter((name) => name !== '').map(valueOf);
    const initialiser = (place: number) => this.#graph.initialisers.get(node.inputs[place] ?? '');
    return kernel({
      tf: this.#tf,
      node,
      inputs,
      input: (place) => valueOf(node.inputs[place] ?? missingInput(node, place)),
      initialiser,
      constant(place) {
        if (!node.inputs[place]) return undefined;
        const tensor = initialiser(place);
        if (tensor) return Array.from(tensor.data, Number);
        throw untrainable(node, `input ${place} is not known beforehand`);
      },
    });
  }

  #constant(name: string): Value {
    let value = this.#constants.get(name);
    if (!value) {
      const tensor = this.#graph.initialisers.get(name);
      if (!tensor) throw new RangeError(`${this.#graph.name}: "${name}" is not given`);
      value = new Value(this.#tf, upload(this.#tf, tensor), 'plain', true);
      this.#constants.set(name, value);
    }
    return value;
  }
}

function plan({ name, nodes }: Graph): Step[] {
  const unknown = [...new Set(nodes.map(({ operator }) => operator))].filter((op) => !operators[op]?.kernel);
  if (unknown.length > 0) {
    throw new FamiliarError(
      'model-unsuitable',
      `${name} cannot be trained: it has operators unknown to training (${unknown.join(', ')})`,
    );
  }
  const seen = new Set<string>();
  const steps = nodes.toReversed().map((node): Step => {
    const names = [...node.inputs, ...node.outputs];
    const finished = names.filter((value, k) => !seen.has(value) && names.indexOf(value) === k);
    names.forEach((value) => seen.add(value));
    return { node, kernel: required(required(operators[node.operator]).kernel), finished };
  });
  return steps.reverse();
}

/** Uploads an initialiser. Whole numbers (shapes, axes) are read from the graph instead, never computed with. */
const upload = (tf: TensorFlow, { dims, data, type }: Tensor) =>
  type === 'float32'
    ? tf.tensor(data, [...dims], 'float32')
    : tf.tensor(Int32Array.from(data, Number), [...dims], 'int32');
