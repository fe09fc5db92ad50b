import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files that each source file imports, types included; paths are relative to the root. */
function importsOfSources(): Map<string, string[]> {
  const files = globSync('{src-main,src-renderer,e2e}/**/*.{ts,svelte}', { cwd: root }).map(normalize);
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      const imports = [...source.matchAll(/^\s*(?:import|export)\b[^'"]*?['"](\.[^'"]+)['"]/gm)];
      const targets = imports.map(([, path]) => normalize(join(dirname(file), path ?? '')));
      return [file, targets.filter((target) => known.has(target))];
    }),
  );
}

/** The first cycle in a graph, as a path that ends where it begins; null where there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | null => {
    if (finished.has(node)) return null;
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    finished.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return null;
}

it('has no import cycle, types included', () => {
  const imports = importsOfSources();
  expect(imports.get(normalize('src-main/cli/command-line.ts'))).toContain(
    normalize('src-main/cli/commands.ts'),
  );
  expect(findCycle(imports)).toBeNull();
});

it('finds a cycle where there is one', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['d', ['b']],
  ]);
  expect(findCycle(graph)).toEqual(['b', 'd', 'b']);
});
