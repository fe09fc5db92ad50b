import { fileURLToPath } from 'node:url';
import { entryOf } from '../common/elements.ts';
import { exitLike, runChild } from './child.mjs';
import { packageCommand } from './package-command.ts';
import { prepare } from './prepare.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** npm runs scripts in the project's folder and gives the user's directory here. */
const userDirectory = process.env['INIT_CWD'] ?? process.cwd();

type Task = (args: string[]) => Promise<unknown>;

const tasks: Record<string, Task> = {
  async start(args) {
    await prepare();
    const { start } = await import('./start.ts');
    await start(args, userDirectory);
  },
  async demo(args) {
    await prepare();
    const { demo } = await import('./demo.ts');
    await demo(args, userDirectory);
  },
  async dev(args) {
    await prepare();
    const { dev } = await import('./dev.ts');
    await dev(args, userDirectory);
  },
  async familiar(args) {
    await prepare();
    const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    exitLike(await runChild(process.execPath, [main, ...args], { cwd: userDirectory }));
  },
  async test() {
    const { test } = await import('./test.ts');
    process.exitCode = await test();
  },
  async check() {
    const { check } = await import('./check.ts');
    process.exitCode = await check();
  },
  build: () => prepare(),
  async licences() {
    const { writeLicences } = await import('./licences/write.ts');
    process.stderr.write(`Wrote the licences of ${await writeLicences()} packages to resources/licences.\n`);
  },
  async package(args) {
    await prepare();
    await entryOf(tasks, 'licences')([]);
    exitLike(await runChild(process.execPath, [packageCommand('electron-builder'), ...args], { cwd: root }));
  },
};

/** Runs the task of an npm script; sets the exit status. */
export async function runTask(name: string | undefined, args: string[]): Promise<void> {
  if (name === undefined || !Object.hasOwn(tasks, name)) {
    throw new Error(`there is no task '${name ?? ''}'; there are: ${Object.keys(tasks).join(', ')}`);
  }
  await entryOf(tasks, name)(args);
}
