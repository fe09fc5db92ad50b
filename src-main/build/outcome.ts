import { readFileSync, writeFileSync } from 'node:fs';

/** Result of the tests of one runner, or of one check, which counts as one test. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** One entry per skipped test. */
  skips: Skip[];
}

export interface Skip {
  test: string;
  /** Null if the test states none. */
  reason: string | null;
}

export interface NamedOutcome extends Outcome {
  runner: string;
  /** Reason of failure without a failed test: the runner crashed, or ran nothing. */
  trouble?: string;
}

/**
 * Judges a runner by its tests and its exit status: it has failed without a failed test if it ends with an
 * error, runs no test, or leaves no outcome.
 * @param outcome null if the runner left none
 * @param status exit status; null if a signal ended it
 */
export function judge(runner: string, outcome: Outcome | null, status: number | null): NamedOutcome {
  const found = outcome ?? { passed: 0, failed: 0, skipped: 0, skips: [] };
  const trouble =
    outcome === null
      ? `it left no results (exit status ${status})`
      : found.passed + found.failed + found.skipped === 0
        ? 'it ran no tests'
        : status !== 0 && found.failed === 0
          ? `it ended with exit status ${status}`
          : undefined;
  return trouble ? { ...found, runner, failed: found.failed + 1, trouble } : { ...found, runner };
}

/** Sum over all runners. */
export function total(outcomes: readonly Outcome[]): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of outcomes) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** The last line of `npm test`. */
export function totalLine(outcomes: readonly Outcome[]): string {
  const { passed, failed, skipped } = total(outcomes);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A table of the runners, then their problems, then the skipped tests with their reasons. */
export function summary(outcomes: readonly NamedOutcome[]): string {
  const width = Math.max(...outcomes.map(({ runner }) => runner.length));
  const row = (name: string, cells: (number | string)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  return [
    row('', ['passed', 'failed', 'skipped']),
    ...outcomes.map(({ runner, passed, failed, skipped }) => row(runner, [passed, failed, skipped])),
    ...outcomes.flatMap(({ runner, trouble }) => (trouble ? [`${runner} failed: ${trouble}`] : [])),
    ...outcomes.flatMap(skipLines),
  ].join('\n');
}

/** Groups tests skipped for the same reason. */
function skipLines({ runner, skips }: NamedOutcome): string[] {
  const byReason = Map.groupBy(skips, ({ reason }) => reason ?? 'no reason stated');
  return [...byReason].flatMap(([reason, tests]) => [
    `Skipped in ${runner}: ${reason}`,
    ...tests.map(({ test }) => `  ${test}`),
  ]);
}

/** Environment variable with the path to which a reporter writes its outcome. */
const outcomeVariable = 'FAMILIAR_TEST_OUTCOME';

/** Environment that makes a runner's reporter write its outcome to a file. */
export function outcomeEnvironment(path: string): NodeJS.ProcessEnv {
  return { ...process.env, [outcomeVariable]: path };
}

/** For reporters. Does nothing without the environment variable. */
export function writeOutcome(outcome: Outcome): void {
  const path = process.env[outcomeVariable];
  if (path) writeFileSync(path, JSON.stringify(outcome));
}

/** @returns null if there is none because the runner crashed */
export function readOutcome(path: string): Outcome | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Outcome;
  } catch {
    return null;
  }
}
