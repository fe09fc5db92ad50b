import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxesBetween, headingHeight, layOut, neighbour } from './justified.ts';

const ratio = fc.double({ min: 0.1, max: 12, noNaN: true });
const sections = fc.array(fc.record({ ratios: fc.array(ratio, { minLength: 1, maxLength: 40 }) }), {
  minLength: 1,
  maxLength: 5,
});

test('puts every photo into a row of its section, within the width and without overlap', () => {
  fc.assert(
    fc.property(sections, fc.integer({ min: 280, max: 2000 }), (given, width) => {
      const { sections: laid, height } = layOut(given, width);
      let end = 0;
      for (const [at, section] of laid.entries()) {
        expect(section.top).toBeCloseTo(end, 3);
        end = section.top + section.height;
        expect(section.boxes).toHaveLength(given[at]!.ratios.length);
        for (const [place, box] of section.boxes.entries()) {
          expect(box.left + box.width).toBeLessThan(width + 1);
          expect(headingHeight + box.top + box.height).toBeLessThan(section.height + 1);
          const next = section.boxes[place + 1];
          if (next) expect(next.top > box.top || next.left >= box.left + box.width).toBe(true);
        }
      }
      expect(height).toBeCloseTo(end, 3);
    }),
    { numRuns: 100 },
  );
});

test('fills the width with each row but the last', () => {
  const { sections: laid } = layOut([{ ratios: Array.from({ length: 50 }, () => 1.5) }], 1000);
  const { boxes } = laid[0]!;
  const lastTop = boxes.at(-1)!.top;
  for (const [at, box] of boxes.entries()) {
    const isLastOfRow = boxes[at + 1] && boxes[at + 1]!.top > box.top;
    if (isLastOfRow && box.top < lastTop) expect(box.left + box.width).toBeCloseTo(1000, 0);
  }
});

test('finds the photos between two heights', () => {
  const section = layOut([{ ratios: Array.from({ length: 60 }, () => 1.4) }], 900).sections[0]!;
  const { from, to } = boxesBetween(section, 500, 900);
  const inside = section.boxes.flatMap((box, at) =>
    box.top + box.height >= 500 && box.top <= 900 ? [at] : [],
  );
  expect([from, to]).toEqual([inside[0], inside.at(-1)! + 1]);
});

test('goes to the photo before, behind, above and below, across sections, and no farther', () => {
  const layout = layOut([{ ratios: [1, 1, 1] }, { ratios: [1, 1] }], 1000);
  expect(neighbour(layout, 0, 'ArrowRight')).toBe(1);
  expect(neighbour(layout, 0, 'ArrowLeft')).toBeNull();
  expect(neighbour(layout, 1, 'ArrowDown')).toBe(4);
  expect(neighbour(layout, 4, 'ArrowUp')).toBe(1);
  expect(neighbour(layout, 4, 'ArrowDown')).toBeNull();
  expect([neighbour(layout, 2, 'Home'), neighbour(layout, 2, 'End')]).toEqual([0, 4]);
});

test('lays 40,000 photos out in a moment', () => {
  const months = Array.from({ length: 200 }, () => ({ ratios: Array.from({ length: 200 }, () => 1.5) }));
  const start = performance.now();
  expect(layOut(months, 1400).sections).toHaveLength(200);
  expect(performance.now() - start).toBeLessThan(1500);
});
