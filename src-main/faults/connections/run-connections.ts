import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bestGuard, type Guard, program, runGuarded } from '../../cli/test-guard.ts';
import { testFile } from '../../common/test-data.ts';

export interface ConnectionsReport {
  /** The observer in use: see {@link Guard}. */
  guard: Guard;
  /** Observed seconds of each command. */
  seconds: Record<string, number>;
  rounds: number;
  /** Every connection, name look-up, and file written outside the library. */
  deeds: string[];
  /** Failed commands with their output. */
  failed: string[];
}

/** People with enough photos for training in the test data. */
const learned = ['Kim_Clijsters', 'Bill_Gates'];
const photosOfEach = 5;
/** Milliseconds for which the app is open in each round. */
const open = 8000;

/**
 * Runs commands under an observer of their actions outside the library, in rounds with a new library each.
 * @param folder empty
 * @param seconds total running time of the commands after which no round begins
 * @param photos photos imported in each round
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

/** Opens the page when its address is printed, and ends the program after a delay. */
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
