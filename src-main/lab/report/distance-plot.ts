import { numberAt } from '../../common/typed-arrays.ts';
import type { FoundPair } from '../protocols/verification.ts';
import { distanceText, grouped } from './format.ts';
import { distanceHistogram, shares } from './histogram.ts';
import { html, type Html } from './html.ts';
import { at, line, pathThrough, plot, plotArea, text } from './plot.ts';
import { linearScale, roundValues } from './scale.ts';

/** Room below the axis for a tick for each pair misjudged. */
const rugHeight = 30;
const area = plotArea(560, 380, { bottom: 380 - 46 - rugHeight });

/** Histograms of the distances of same and of different pairs, each as parts of its kind, and the misjudged ones. */
export function distancePlot(
  pairs: readonly FoundPair[],
  threshold: number,
  misjudged: readonly FoundPair[],
): Html {
  const counted = distanceHistogram(pairs);
  const { step } = counted;
  const end = Math.ceil(Math.max(counted.same.length * step, threshold) * 10) / 10;
  const kinds = [
    { name: 'same', label: 'one person', parts: shares(counted.same) },
    { name: 'different', label: 'two people', parts: shares(counted.different) },
  ];
  const most = Math.max(...kinds.flatMap(({ parts }) => parts));
  const x = linearScale([0, end], [area.left, area.right]);
  const y = linearScale([0, most * 1.12], [area.bottom, area.top]);

  const outline = (parts: number[]) =>
    parts.flatMap((part, i): [number, number][] => [
      [x(i * step), y(part)],
      [x((i + 1) * step), y(part)],
    ]);
  const rug = (same: boolean, row: number) => {
    const places = new Set(
      misjudged.filter((pair) => pair.same === same).map((pair) => at(x(pair.distance))),
    );
    const top = area.bottom + 24 + row * 13;
    return [...places].map((place) => line(place, top, place, top + 10, same ? 'same' : 'different'));
  };
  const peak = ({ label, parts, name }: (typeof kinds)[number]) => {
    const top = parts.indexOf(Math.max(...parts));
    return text(x((top + 0.5) * step), y(numberAt(parts, top)) - 8, label, 'middle', `label ${name}`);
  };
  const wrong = (same: boolean) => misjudged.filter((pair) => pair.same === same).length;
  const limit = x(threshold);
  return plot({
    id: 'distances',
    title: 'Distances of same and of different pairs',
    description:
      `Two histograms in bins of ${step}, each as parts of its own pairs. They part at the distance ` +
      `${distanceText(threshold)}. ${wrong(true)} pairs of one person lie beyond the distance that judged them, ` +
      `${wrong(false)} pairs of two people within.`,
    area,
    x: {
      scale: x,
      ticks: roundValues(0, end, 6).map((value) => ({ value, label: String(value) })),
      title: 'distance',
    },
    y: {
      scale: y,
      ticks: roundValues(0, most * 1.12, 4).map((value) => ({
        value,
        label: `${Number((100 * value).toFixed(1))} %`,
      })),
      title: 'part of the pairs',
    },
    content: [
      kinds.map(({ name, parts }) => {
        const top = outline(parts);
        return html`<path
            class="bars ${name}"
            d="${pathThrough([[x(0), area.bottom], ...top, [x(parts.length * step), area.bottom]], true)}"
          />
          <path class="outline ${name}" d="${pathThrough(top)}" />`;
      }),
      html`<g class="threshold">
        ${line(limit, area.top - 14, limit, area.bottom)}
        ${line(limit, area.bottom + 22, limit, area.bottom + rugHeight + 20)}
        ${text(limit + 6, area.top - 5, `judged at ${distanceText(threshold)}`, 'start')}
      </g>`,
      kinds.map(peak),
      html`<g class="rug">${rug(true, 0)} ${rug(false, 1)}</g>`,
      misjudged.length > 0 &&
        text(area.left, area.bottom + 46, `${grouped(misjudged.length)} misjudged`, 'start', 'note'),
    ],
  });
}
