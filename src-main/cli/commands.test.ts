import { expect, it } from 'vitest';
import { loadCommands } from './commands.ts';

const namesOf = async (...args: string[]): Promise<string[]> =>
  (await loadCommands(args)).map((command) => command.name());

it('loads the one command that the arguments name, also after help', async () => {
  expect(await namesOf('people', 'merge', 'c1', 'c2')).toEqual(['people']);
  expect(await namesOf('help', 'undo')).toEqual(['undo']);
});

it('loads all commands where none is named, each under its own name', async () => {
  const all = await namesOf('--help');
  expect(new Set(all).size).toBe(all.length);
  expect(all.slice(-2)).toEqual(['evaluate', 'bench']);
  expect(await namesOf('toString')).toEqual(all);
  for (const name of all.slice(0, -2)) expect(await namesOf(name)).toEqual([name]);
});
