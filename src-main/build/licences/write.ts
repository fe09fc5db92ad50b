import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { npmProgram } from '../install.mjs';
import { type Notice, noticeOf, type StandardTexts } from './notices.ts';
import { shippedPackages } from './shipped.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const beside = (file: string): URL => new URL(file, import.meta.url);

/** The notices of all distributed packages. @throws Error with the name of a package without one */
export async function shippedNotices(): Promise<Notice[]> {
  const text = (path: string | URL): Promise<string> => readFile(path, 'utf8');
  const standard: StandardTexts = {
    apache: await text(join(root, 'node_modules/sharp/LICENSE')),
    lgpl: await text(join(root, 'node_modules/libheif-js/LICENSE')),
    gpl: await text(beside('gpl-3.0.txt')),
  };
  return shippedPackages(root).map((one) => noticeOf(one, standard));
}

/**
 * Writes into `resources/licences`, which packages include: `NOTICES.txt` with every licence in full,
 * `MODELS.txt` about the networks and their training data, and `sbom.cdx.json`, a bill of materials
 * (CycloneDX).
 * @returns the number of packages
 */
export async function writeLicences(folder = join(root, 'resources', 'licences')): Promise<number> {
  const notices = await shippedNotices();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'LICENSE.txt'), await readFile(join(root, 'LICENSE')));
  await writeFile(
    join(folder, 'NOTICES.txt'),
    `${notices.map(noticeText).join(`\n\n${'='.repeat(100)}\n\n`)}\n`,
  );
  await writeFile(join(folder, 'MODELS.txt'), await readFile(beside('models.txt')));
  await writeFile(join(folder, 'sbom.cdx.json'), await billOfMaterials(notices));
  return notices.length;
}

function noticeText({ name, version, licence, source, texts }: Notice): string {
  return [`${name} ${version} (${licence})`, ...(source === null ? [] : [source]), ...texts].join('\n\n');
}

interface BillOfMaterials {
  components: { 'bom-ref': string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  metadata: { component: { 'bom-ref': string } };
}

/**
 * npm's bill of materials, made from the lockfile without a network, and reduced to distributed packages.
 * npm's option to omit development dependencies also omits packages needed by both.
 */
async function billOfMaterials(notices: readonly Notice[]): Promise<string> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { command, args: first, shell } = npmProgram();
  const options = { cwd: root, shell, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(command, [...first, ...args], options);
  const bill = JSON.parse(stdout) as BillOfMaterials;
  const shipped = new Set(notices.map(({ name, version }) => `${name}@${version}`));
  const isShipped = (ref: string): boolean => shipped.has(ref) || ref === bill.metadata.component['bom-ref'];
  bill.components = bill.components.filter((component) => isShipped(component['bom-ref']));
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => isShipped(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isShipped) }));
  return `${JSON.stringify(bill, null, 2)}\n`;
}
