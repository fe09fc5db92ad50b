import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { cutBranches, cutGraph, withUnitOutput, withWeights } from './graph-cut.ts';
import type { FloatTensor, Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { writeOnnx } from './onnx/write.ts';

const row = (...values: number[]): FloatTensor => ({
  type: 'float32',
  dims: [values.length],
  data: Float32Array.from(values),
});

/** relu(x * a), times b, plus a; x of two numbers. */
function example(): Graph {
  const graph = new GraphBuilder('example');
  const x = graph.input('x', 'float32', ['batch', 2]);
  const a = graph.weight('a', row(2, 3));
  const middle = graph.node('Relu', [graph.node('Mul', [x, a], {}, 'before')], {}, 'middle');
  const scaled = graph.node('Mul', [middle, graph.weight('b', row(-1, 5))], {}, 'scaled');
  graph.output(graph.node('Add', [scaled, a], {}, 'y'), 'float32', ['batch', 2]);
  return graph.build();
}

async function run(graph: Graph, values: number[], width = 2): Promise<number[]> {
  const session = await InferenceSession.create(writeOnnx(graph), { logSeverityLevel: 4 });
  const feed = new Tensor('float32', Float32Array.from(values), [values.length / width, width]);
  const result = await session.run({ [graph.inputs[0]!.name]: feed });
  await session.release();
  return [...(result[graph.outputs[0]!.name]!.data as Float32Array)];
}

describe('cutting', () => {
  it('cuts branches at once, and refuses where a path leads around', async () => {
    const graph = new GraphBuilder('branches');
    const x = graph.input('x', 'float32', ['batch', 2]);
    const a = graph.node('Mul', [x, graph.weight('a', row(2, 3))], {}, 'left');
    const b = graph.node('Concat', [x, a], { axis: 1 }, 'right');
    const [first, second] = firstItems(graph.split(graph.node('Relu', [b]), 1, [2, 2]), 2);
    const sum = graph.node('Add', [graph.node('Add', [first, second]), a]);
    graph.output(graph.node('Mul', [sum, graph.weight('b', row(-1, 5))], {}, 'y'), 'float32', ['batch', 2]);
    const whole = graph.build();
    const values = [
      { name: 'left', shape: [1, 2] },
      { name: 'right', shape: [1, 4] },
    ];
    const { front, back } = cutBranches(whole, values, 'both');
    expect([...front.initialisers.keys()]).toEqual(['a']);
    expect([...back.initialisers.keys()]).toContain('b');
    const both = await run(front, [1, -1, 2, 0.5]);
    expect(both).toEqual([2, -3, 1, -1, 2, -3, 4, 1.5, 2, 0.5, 4, 1.5]);
    expect(await run(back, both, 6)).toEqual(await run(whole, [1, -1, 2, 0.5]));
    expect(() => cutBranches(whole, values.slice(0, 1), 'both')).toThrow(/a path leads around it/);
  });

  it('makes two graphs that do together what the one did, each with its own weights', async () => {
    const { front, back } = cutGraph(example(), 'middle', ['batch', 2]);
    expect([...front.initialisers.keys(), '|', ...back.initialisers.keys()]).toEqual(['a', '|', 'a', 'b']);
    const middle = await run(front, [1, -1, 2, 0.5]);
    expect(middle).toEqual([2, 0, 4, 1.5]);
    expect(await run(back, middle)).toEqual(await run(example(), [1, -1, 2, 0.5]));
  });

  it('refuses a value that is not there, and one that a path leads around', () => {
    expect(() => cutGraph(example(), 'nowhere', ['batch', 2])).toThrow(RangeError);
    const graph = new GraphBuilder('shortcut');
    const x = graph.input('x', 'float32', ['batch', 2]);
    const first = graph.node('Relu', [x], {}, 'first');
    const second = graph.node('Relu', [first], {}, 'second');
    graph.output(graph.node('Add', [first, second], {}, 'y'), 'float32', ['batch', 2]);
    const shortcut = graph.build();
    expect(() => cutGraph(shortcut, 'second', ['batch', 2])).toThrow('leads around it, by "first"');
    expect(cutGraph(shortcut, 'first', ['batch', 2]).back.nodes).toHaveLength(2);
  });
});

describe('other weights', () => {
  it('take the place of those of the same name and shape, in a graph of its own', async () => {
    const graph = example();
    const changed = withWeights(graph, new Map([['b', row(1, 1)]]));
    expect(await run(changed, [1, 1])).toEqual([4, 6]);
    expect(await run(graph, [1, 1])).toEqual([0, 18]);
  });

  it.each([
    ['other', row(1, 1)],
    ['b', row(1, 1, 1)],
  ])('are refused as %s', (name, tensor) => {
    expect(() => withWeights(example(), new Map([[name, tensor]]))).toThrow(RangeError);
  });
});

it('scales the output to length 1 under a new name', async () => {
  const unit = withUnitOutput(example());
  expect(unit.outputs).toEqual([{ name: 'unit', type: 'float32', shape: ['batch', 2] }]);
  const [a, b] = firstItems(await run(example(), [1, 1]), 2);
  const length = Math.hypot(a, b);
  const [c, d] = await run(unit, [1, 1]);
  expect(c).toBeCloseTo(a / length, 6);
  expect(d).toBeCloseTo(b / length, 6);
  expect(() => withUnitOutput(unit)).toThrow('defined twice');
});
