import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';
import { type Outcome, writeOutcome } from './outcome.ts';

/** Counts Playwright's tests, with the reasons of skipped ones. */
export default class PlaywrightOutcomeReporter implements Reporter {
  readonly #outcome: Outcome = { passed: 0, failed: 0, skipped: 0, skips: [] };
  #suite?: Suite;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#outcome.failed++;
  }

  onEnd(): void {
    for (const test of this.#suite?.allTests() ?? []) count(test, this.#outcome);
    writeOutcome(this.#outcome);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** A test that passed only on a retry has passed; one that was interrupted before it ran has failed. */
function count(test: TestCase, outcome: Outcome): void {
  const { results, annotations } = test;
  const how = test.outcome();
  if (how === 'skipped' && (results.length > 0 || test.expectedStatus === 'skipped')) {
    const [project, , ...titles] = test.titlePath().slice(1);
    const skip = [...annotations, ...results.flatMap((result) => result.annotations)].find(
      ({ type }) => type === 'skip' || type === 'fixme',
    );
    outcome.skipped++;
    outcome.skips.push({ test: [project, ...titles].join(' › '), reason: skip?.description ?? null });
  } else if (how === 'expected' || how === 'flaky') outcome.passed++;
  else outcome.failed++;
}
