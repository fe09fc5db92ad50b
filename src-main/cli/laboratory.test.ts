import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { labCommands } from './laboratory.ts';

const absent = new URL('./no-laboratory.ts', import.meta.url);

describe('commands of the laboratory', () => {
  it('stand in until one is named', async () => {
    const commands = await labCommands(['import', 'photos', 'evaluate']);
    expect(commands.map((command) => command.name())).toEqual(['evaluate', 'bench']);
    expect(commands.map(({ commands }) => commands.length)).toEqual([0, 0]);
  });

  it('are loaded when one is named, or asked about', async () => {
    for (const args of [
      ['bench', '--help'],
      ['help', 'evaluate'],
    ]) {
      const [evaluate, bench] = await labCommands(args);
      expect(evaluate?.commands.map((command) => command.name())).toContain('verification');
      expect(bench?.commands.map((command) => command.name())).toContain('clustering');
    }
  });

  it('are refused where the laboratory is missing, whatever their arguments', async () => {
    expect(existsSync(absent)).toBe(false);
    const [evaluate, bench] = await labCommands(['evaluate', 'verification'], absent);
    // As the program sets commands up, which then refuse arguments that they do not name.
    const run = (command: typeof evaluate, ...args: string[]) =>
      command!.copyInheritedSettings(new Command()).parseAsync(args, { from: 'user' });
    await expect(run(evaluate, 'verification', '--images', 'lfw')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('familiar evaluate'),
    });
    await expect(run(bench, '--json')).rejects.toMatchObject({ code: 'not-found' });
  });
});
