import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { type Outcome, writeOutcome } from './outcome.ts';

/** Counts Vitest's tests, with the reasons of skipped ones, which Vitest's own JSON omits. */
export default class VitestOutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const outcome: Outcome = { passed: 0, failed: unhandledErrors.length, skipped: 0, skips: [] };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) count(test, outcome);
      const failedOutsideTests = module.state() !== 'passed' && module.state() !== 'skipped';
      if (failedOutsideTests && !tests.some((test) => test.result().state === 'failed')) outcome.failed++;
    }
    writeOutcome(outcome);
  }
}

/** A test that did not finish counts as failed. */
function count(test: TestCase, outcome: Outcome): void {
  const result = test.result();
  if (result.state === 'passed') outcome.passed++;
  else if (result.state === 'skipped') {
    outcome.skipped++;
    outcome.skips.push({ test: test.fullName, reason: result.note ?? null });
  } else outcome.failed++;
}
