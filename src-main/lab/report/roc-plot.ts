import { elementAt, required } from '../../common/elements.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { grouped, percent } from './format.ts';
import { at, line, pathThrough, plot, plotArea, text } from './plot.ts';
import type { RocCurve } from './roc-curve.ts';
import { linearScale, logScale, powersOfTen, roundValues } from './scale.ts';

const area = plotArea(560, 380);
/** Possible starts of the axis of validation rates; the highest that the curve allows is taken. */
const floors = [0.98, 0.95, 0.9, 0.8, 0.5, 0];
const lowestExponent = -4;

/**
 * Draws the ROC over the logarithm of the false-accept rate.
 * @param marks rates to point out on the curve
 */
export function rocPlot({ points, different }: RocCurve, marks: readonly number[]): Html {
  const lowest = elementAt(points, 0).val;
  const floor = floors.find((candidate) => candidate <= lowest - 0.1 * (1 - candidate)) ?? 0;
  const finest = 1 / different;
  const exponent = Math.min(lowestExponent, Math.floor(Math.log10(finest)));
  const x = logScale([10 ** exponent, 1], [area.left, area.right]);
  const y = linearScale([floor, 1], [area.bottom, area.top]);
  const valAt = (far: number) => required(points.findLast((point) => point.far <= far + Number.EPSILON)).val;

  const steps = points.flatMap(({ far, val }, i): [number, number][] => [
    ...(i > 0 ? ([[x(far), y(elementAt(points, i - 1).val)]] as [number, number][]) : []),
    [x(far), y(val)],
  ]);
  steps.push([area.right, y(required(points.at(-1)).val)]);
  const description =
    `Validation rate by false accept rate on a logarithmic axis, from ${percent(floor)} to 100 %. ` +
    marks.map((far) => `${percent(valAt(far))} at false accept rate ${far}`).join(', ') +
    '.';
  return plot({
    id: 'roc',
    title: 'Receiver operating characteristic',
    description,
    area,
    x: {
      scale: x,
      ticks: powersOfTen(exponent, 0).map((value) => ({ value, label: String(value) })),
      title: 'false accept rate, FAR',
    },
    y: {
      scale: y,
      ticks: roundValues(floor, 1, 5).map((value) => ({
        value,
        label: `${Number((100 * value).toFixed(1))} %`,
      })),
      title: 'validation rate, VAL',
    },
    under: html`<rect
      class="unresolved"
      x="${area.left}"
      y="${area.top}"
      width="${at(x(finest) - area.left)}"
      height="${area.bottom - area.top}"
    />`,
    content: [
      html`<path
        class="curve-area"
        d="${pathThrough([...steps, [area.right, area.bottom], [area.left, area.bottom]], true)}"
      />`,
      html`<path class="curve" d="${pathThrough(steps)}" />`,
      text(area.left + 10, area.bottom - 24, 'less than one', 'start', 'note'),
      text(area.left + 10, area.bottom - 10, `of ${grouped(different)} pairs`, 'start', 'note'),
      ...marks.map((far) => {
        const [cx, cy] = [at(x(far)), at(y(valAt(far)))];
        return html`<g class="mark">
          ${line(cx, cy, cx, area.bottom)}
          <circle cx="${cx}" cy="${cy}" r="4.5"
            ><title>VAL ${percent(valAt(far))} at FAR ${far}</title></circle
          >
          ${text(cx + 8, cy + 18, percent(valAt(far)), 'start')}
        </g>`;
      }),
    ],
  });
}
