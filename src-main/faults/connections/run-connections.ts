import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bestGuard, type Guard, program, runGuarded } from '../../cli/test-guard.ts';
import { testFile } from '../../common/test-data.ts';

export interface ConnectionsReport {
  /** What watched: see {@link Guard}. */
  guard: Guard;
  /** Seconds for which each command ran under it. */
  seconds: Record<string, number>;
  rounds: number;
  /** Each connection, look-up of a name, and file written outside of the library. */
  deeds: string[];
  /** Commands that did not end well, with what they said. */
  failed: string[];
}

/** People of whom enough photos are there to be learned, as far as the test data go. */
const learned = ['Kim_Clijsters', 'Bill_Gates'];
const photosOfEach = 5;
/** Milliseconds for which the app is open in each round. */
const open = 8000;

/**
 * Runs commands under a guard that sees what they do outside of the library, in rounds and each round in a new library.
 * @param folder empty
 * @param seconds rounds begin until the commands have run for so long in all
 * @param photos looked through in each round
 */
export async function runConnections(
  folder: string,
  seconds: number,
  photos: readonly string[],
): Promise<ConnectionsReport> {
  const guard = bestGuard();
  const report: ConnectionsReport = { guard, seconds: {}, rounds: 0, deeds: [], failed: [] };
  const albums = join(folder, 'albums');
  for (const person of learned) {
    mkdirSync(join(albums, person), { recursive: true });
    for (const photo of readdirSync(testFile('faces', 'lfw', person)).slice(0, photosOfEach))
      cpSync(testFile('faces', 'lfw', person, photo), join(albums, person, photo));
  }
  const total = (): number => Object.values(report.seconds).reduce((sum, one) => sum + one, 0);
  while (total() < seconds) {
    const own = join(folder, String(++report.rounds));
    mkdirSync(own);
    const watched = async (
      name: string,
      args: string[],
      until?: (printed: string) => Promise<NodeJS.Signals | void>,
    ) => {
      const began = performance.now();
      const all = [program, name, ...args, '--library', join(own, 'library')];
      const { status, stderr, deeds } = await runGuarded(all, { guard, own, until });
      report.seconds[name] = Math.round((report.seconds[name] ?? 0) + (performance.now() - began) / 1000);
      report.deeds.push(...deeds.map((deed) => `${name}: ${deed}`));
      if (status !== 0) report.failed.push(`${name}: ${status}: ${stderr}`);
    };
    await watched('import', [...photos, '--device', 'cpu']);
    await watched('doctor', []);
    await watched('train', ['--albums', albums, '--scope', 'head', '--epochs', '3', '--device', 'cpu']);
    await watched('serve', ['--json'], stopLater());
  }
  return report;
}

/** Opens the page once its address is printed, and ends the program a while later. */
function stopLater(): (printed: string) => Promise<NodeJS.Signals | void> {
  let isOpened = false;
  return async (printed) => {
    if (isOpened || !printed.endsWith('\n')) return;
    isOpened = true;
    await fetch((JSON.parse(printed) as { url: string }).url);
    await new Promise((resolve) => setTimeout(resolve, open));
    return 'SIGINT';
  };
}
