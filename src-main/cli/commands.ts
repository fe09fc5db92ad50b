import type { Command } from 'commander';
import { labCommands } from './laboratory.ts';

/** The commands by name, in the order of the help text. Each loads its modules when it is asked for. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  import: async () => (await import('./import.ts')).importCommand(),
  folders: async () => (await import('./folders.ts')).foldersCommand(),
  people: async () => (await import('./people.ts')).peopleCommand(),
  faces: async () => (await import('./faces.ts')).facesCommand(),
  search: async () => (await import('./search.ts')).searchCommand(),
  stacks: async () => (await import('./stacks.ts')).stacksCommand(),
  date: async () => (await import('./date.ts')).dateCommand(),
  identify: async () => (await import('./identify.ts')).identifyCommand(),
  history: async () => (await import('./history.ts')).historyCommand(),
  undo: async () => (await import('./history.ts')).undoCommand(),
  redo: async () => (await import('./history.ts')).redoCommand(),
  remove: async () => (await import('./remove.ts')).removeCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  train: async () => (await import('./train.ts')).trainCommand(),
  model: async () => (await import('./model.ts')).modelCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
};

/**
 * The command that the arguments name, so that a start loads no other; all commands where they name none of these, for
 * the help text and for suggestions.
 * @param args arguments of the command line
 */
export async function loadCommands(args: readonly string[]): Promise<Command[]> {
  const [name] = args[0] === 'help' ? args.slice(1) : args;
  const loader = name !== undefined && Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader) return [await loader()];
  const all = await Promise.all(Object.values(loaders).map((load) => load()));
  return [...all, ...(await labCommands(args))];
}
