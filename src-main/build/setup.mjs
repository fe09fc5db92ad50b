/**
 * Entry of every npm script of this project: `node src-main/build/setup.mjs <task> [arguments]`. It runs on
 * the machine's Node without any packages, installs the packages, and continues with the task on the packaged
 * Node.
 */
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { exitLike, runChild } from './child.mjs';
import { compileCache } from './compile-cache.mjs';
import { ensurePackages, packagedNode } from './install.mjs';

const [task, ...args] = process.argv.slice(2);
try {
  await ensurePackages();
  const node = packagedNode();
  if (process.version === node.version) {
    module.enableCompileCache?.(compileCache);
    // The programs that the task starts keep their compiled modules there as well: Familiar starts in half the time.
    process.env.NODE_COMPILE_CACHE ??= compileCache;
    const { runTask } = await import('./tasks.ts');
    await runTask(task, args);
  } else {
    exitLike(await runChild(node.path, [fileURLToPath(import.meta.url), task ?? '', ...args]));
  }
} catch (error) {
  process.stderr.write(`familiar: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
