import { numberAt } from '../../common/typed-arrays.ts';
import { html, type Html } from './html.ts';
import { at, line, pathThrough, plot, plotArea, text } from './plot.ts';
import { linearScale, logScale, type Scale, type Tick } from './scale.ts';

export interface PlotLine {
  /** CSS class that gives the line its colour and dashes. */
  name: string;
  label: string;
  /** Points by ascending x; values are parts, 0 to 1. */
  points: { x: number; value: number }[];
  /** The x of a point to be marked. */
  best?: number;
}

export interface LinePlotRequest {
  id: string;
  title: string;
  description: string;
  lines: readonly PlotLine[];
  x: { domain: [number, number]; ticks: readonly Tick[]; title: string; log?: boolean };
  /** Begins at the first of its ticks; lines go out of the drawing beneath it. */
  y: { ticks: readonly number[]; title: string };
  /** The x to point out. */
  mark: { x: number; label: string };
}

const area = plotArea(560, 380);

/** Rates over one variable. */
export function linePlot({ id, title, description, lines, x: axis, y: yAxis, mark }: LinePlotRequest): Html {
  const x = (axis.log ? logScale : linearScale)(axis.domain, [area.left, area.right]);
  const floor = numberAt(yAxis.ticks, 0);
  // Beneath the floor a line must leave the drawing, not run along its edge: the scale goes on, the clip cuts.
  const y: Scale = (value) => area.bottom - ((value - floor) / (1 - floor)) * (area.bottom - area.top);
  const marked = x(mark.x);
  const toTheLeft = marked > (area.left + area.right) * 0.8;
  return plot({
    id,
    title,
    description,
    area,
    x: { scale: x, ticks: axis.ticks, title: axis.title },
    y: {
      scale: y,
      ticks: yAxis.ticks.map((value) => ({ value, label: percentTick(value) })),
      title: yAxis.title,
    },
    content: [
      html`<clipPath id="${id}-clip">
        <rect
          x="${area.left}"
          y="${area.top - 4}"
          width="${area.right - area.left}"
          height="${area.bottom - area.top + 4}"
        />
      </clipPath>`,
      html`<g class="threshold">
        ${line(marked, area.top - 14, marked, area.bottom)}
        ${text(marked + (toTheLeft ? -6 : 6), area.top - 5, mark.label, toTheLeft ? 'end' : 'start')}
      </g>`,
      html`<g clip-path="url(#${id}-clip)">
        ${lines.map(
          ({ name, points }) =>
            html`<path
              class="line ${name}"
              d="${pathThrough(points.map((point) => [x(point.x), y(point.value)]))}"
            />`,
        )}
      </g>`,
      lines.map(({ name, label, points, best }) => {
        const point = points.find((candidate) => candidate.x === best);
        return (
          point !== undefined &&
          point.value >= floor &&
          html`<circle class="best ${name}" cx="${at(x(point.x))}" cy="${at(y(point.value))}" r="4.5">
            <title>${label}: ${percentTick(point.value)} at ${point.x}</title>
          </circle>`
        );
      }),
    ],
  });
}

/** Legend of the lines, as a list under the drawing's heading. */
export function legend(lines: readonly Pick<PlotLine, 'name' | 'label'>[]): Html {
  return html`<ul class="legend">
    ${lines.map(
      ({ name, label }) =>
        html`<li>
          <svg viewBox="0 0 28 8" aria-hidden="true"><path class="line ${name}" d="M1 4H27" /></svg>${label}
        </li>`,
    )}
  </ul>`;
}

const percentTick = (value: number): string => `${Number((100 * value).toFixed(1))} %`;
