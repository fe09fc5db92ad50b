import { expect, it } from 'vitest';
import { firstItems } from '../../../common/elements.ts';
import { measureSteps } from './training.ts';

it('times a step, and leaves larger ones out after a long one', { timeout: 120_000 }, async () => {
  const rows = await measureSteps({ batch: [33, 2], part: ['head'], engine: ['onnxruntime'], longest: 0 });
  const order = { engine: 'onnxruntime', part: 'head' };
  expect(rows).toEqual([
    { ...order, batch: 2, ms: expect.any(Number), cpuMs: expect.any(Number), peakMB: expect.any(Number) },
    { ...order, batch: 33, leftOut: expect.stringContaining('the one before took') },
  ]);
  const [first] = firstItems(rows as { ms: number; peakMB: number }[], 1);
  expect(first.ms).toBeGreaterThan(0);
  expect(first.peakMB).toBeGreaterThan(50);
});
