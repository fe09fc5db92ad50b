import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitLike, runChild } from './child.mjs';
import { withLock } from './lock.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lockfile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.cache', 'familiar', 'packages');

/** The Node from the installed package, the same version on every machine. */
export function packagedNode() {
  const folder = join(modules, 'node');
  const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { path, version: `v${version}` };
}

/** Installs the packages of the lockfile, unless exactly these are installed. */
export async function ensurePackages() {
  if (areStamped()) return;
  await withLock(root, async () => {
    if (areStamped()) return;
    if (!areInstalled()) await install();
    if (!isNodeThere()) throw new Error('Node did not arrive with the packages; try: npm rebuild node');
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted());
  });
}

function areStamped() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted() && isNodeThere();
}

/** Content of the stamp: packages contain binaries, so it includes the platform. */
function wanted() {
  const hash = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

function isNodeThere() {
  return existsSync(join(modules, 'node', 'package.json')) && existsSync(packagedNode().path);
}

/** Compares npm's record of installed packages with the lockfile, for packages installed manually. */
function areInstalled() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record) || !isNodeThere()) return false;
  const { packages: locked } = JSON.parse(readFileSync(lockfile, 'utf8'));
  const { packages: installed } = JSON.parse(readFileSync(record, 'utf8'));
  const isSame = ([path, { version }]) => locked[path]?.version === version;
  const isThere = ([path, { optional }]) => path === '' || optional || path in installed;
  return Object.entries(installed).every(isSame) && Object.entries(locked).every(isThere);
}

async function install() {
  const started = performance.now();
  process.stderr.write('Installing packages (a minute or two, this once) …\n');
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = npmProgram();
  const options = { cwd: root, stdio: ['ignore', 2, 2], env: installEnvironment(), shell: npm.shell };
  const end = await runChild(npm.command, [...npm.args, ...args], options);
  if (end.interrupted) {
    exitLike({ code: 130, signal: end.signal });
    throw new Error('stopped while installing; the next start begins anew');
  }
  if (end.code !== 0) throw new Error('the packages could not be installed: see above');
  process.stderr.write(`Installed packages in ${Math.round((performance.now() - started) / 1000)} s.\n`);
}

/** The npm to run: the one that started this process, or the one on the path. */
export function npmProgram() {
  const npm = process.env.npm_execpath;
  if (!npm) return { command: 'npm', args: [], shell: process.platform === 'win32' };
  return { command: process.env.npm_node_execpath ?? process.execPath, args: [npm], shell: false };
}

/**
 * Packages that compile C++ need Node's headers. If the machine's Node has them they are used, which avoids a
 * download.
 */
function installEnvironment() {
  const prefix = dirname(dirname(process.env.npm_node_execpath ?? process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  return hasHeaders ? { npm_config_nodedir: prefix, ...process.env } : process.env;
}
