import { runChecks } from './checks.ts';

/** @returns exit status of `npm run check`: 0 if there are no findings */
export async function check(): Promise<number> {
  const { outcomes, interrupted } = await runChecks();
  return !interrupted && outcomes.every(({ status }) => status === 0) ? 0 : 1;
}
