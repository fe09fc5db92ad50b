import { readFileSync, writeFileSync } from 'node:fs';

/** What became of the tests of one runner, or of one check, which counts as one test. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** One entry a skipped test. */
  skips: Skip[];
}

export interface Skip {
  test: string;
  /** Null where the test does not say. */
  reason: string | null;
}

export interface NamedOutcome extends Outcome {
  runner: string;
  /** Why it counts as failed though no test failed: it crashed, or ran nothing. */
  trouble?: string;
}

/**
 * Judges a runner by its tests and its exit status: one that ends with an error, or without having run
 * anything, or without an outcome, has failed even where no test has.
 * @param outcome null where the runner left none
 * @param status exit status; null where a signal ended it
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

/** A table of the runners, then what went wrong with them, then what was skipped and why. */
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

/** Tests skipped for the same reason share it. */
function skipLines({ runner, skips }: NamedOutcome): string[] {
  const byReason = Map.groupBy(skips, ({ reason }) => reason ?? 'no reason stated');
  return [...byReason].flatMap(([reason, tests]) => [
    `Skipped in ${runner}: ${reason}`,
    ...tests.map(({ test }) => `  ${test}`),
  ]);
}

/** Variable that tells a reporter where to write the outcome of its run. */
const outcomeVariable = 'FAMILIAR_TEST_OUTCOME';

/** Environment that makes a runner's reporter write its outcome to a file. */
export function outcomeEnvironment(path: string): NodeJS.ProcessEnv {
  return { ...process.env, [outcomeVariable]: path };
}

/** For reporters. Does nothing where nobody asked. */
export function writeOutcome(outcome: Outcome): void {
  const path = process.env[outcomeVariable];
  if (path) writeFileSync(path, JSON.stringify(outcome));
}

/** @returns null where there is none: the runner crashed */
export function readOutcome(path: string): Outcome | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Outcome;
  } catch {
    return null;
  }
}
