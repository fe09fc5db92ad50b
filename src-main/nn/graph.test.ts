import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { GraphBuilder } from './graph-builder.ts';

/** A graph with the input x, ready for something wrong to be added. */
function startGraph() {
  const graph = new GraphBuilder('test');
  return { graph, x: graph.input('x', 'float32', ['batch', 3]) };
}

describe('GraphBuilder', () => {
  it('writes nodes down in order, and names what has no name', () => {
    const { graph, x } = startGraph();
    const [left, right] = firstItems(graph.split(x, 1, [1, 2]), 2);
    const y = graph.node('Relu', [right], {}, 'y');
    graph.output(y, 'float32', ['batch', 2]);
    const built = graph.build();
    expect(built.nodes.map(({ operator, outputs }) => [operator, outputs])).toEqual([
      ['Split', [left, right]],
      ['Relu', ['y']],
    ]);
    expect([...built.initialisers.values()]).toEqual([
      { type: 'int64', dims: [2], data: BigInt64Array.of(1n, 2n) },
    ]);
  });

  it('refuses a node whose input nothing defines', () => {
    const { graph } = startGraph();
    graph.node('Relu', ['z']);
    expect(() => graph.build()).toThrow('test: Relu takes "z", which nothing defines');
  });

  it('refuses a node that comes before its input', () => {
    const { graph, x } = startGraph();
    graph.node('Relu', ['later']);
    graph.node('Relu', [x], {}, 'later');
    expect(() => graph.build()).toThrow('takes "later"');
  });

  it('refuses two values of one name', () => {
    const { graph, x } = startGraph();
    graph.node('Relu', [x], {}, 'x');
    expect(() => graph.build()).toThrow('"x" is defined twice');
    expect(() => {
      graph.weight('w', { type: 'float32', dims: [0], data: new Float32Array() });
      graph.weight('w', { type: 'float32', dims: [0], data: new Float32Array() });
    }).toThrow('"w" is defined twice');
  });

  it('refuses an output that nothing computes', () => {
    const { graph } = startGraph();
    graph.output('y', 'float32', ['batch', 3]);
    expect(() => graph.build()).toThrow('the graph output takes "y"');
  });

  it('refuses a constant whose length is not that of its dimensions', () => {
    const { graph } = startGraph();
    graph.floats([1, 2, 3], [2, 2]);
    expect(() => graph.build()).toThrow('has 3 elements, not 2x2');
  });
});
