import type { ClusteringAt } from '../sweep.ts';
import { html, type Html } from './html.ts';
import { at, line, pathThrough, plot, plotArea, text } from './plot.ts';
import { linearScale, roundValues, type Scale } from './scale.ts';

/** A line of a plot over distances. */
export interface SweptLine {
  /** Class that the style colours and dashes it by. */
  name: string;
  label: string;
  points: { distance: number; value: number }[];
  /** Where its best point is, to be marked. */
  best?: number;
}

export interface SweepPlotRequest {
  id: string;
  title: string;
  description: string;
  lines: readonly SweptLine[];
  /** Least value on the axis, 0 to 1; lines go out of the drawing beneath it. */
  floor: number;
  /** The distance to point out. */
  distance: number;
  yTitle: string;
}

const area = plotArea(560, 380);

/** Rates over the distance at which faces are grouped. */
export function sweepPlot({
  id,
  title,
  description,
  lines,
  floor,
  distance,
  yTitle,
}: SweepPlotRequest): Html {
  const all = lines[0].points.map((point) => point.distance);
  const [low, high] = [all[0], all.at(-1)!];
  const x = linearScale([low, high > low ? high : low + 0.01], [area.left, area.right]);
  // Beneath the floor a line must leave the drawing, not run along its edge: the scale goes on, the clip cuts.
  const y: Scale = (value) => area.bottom - ((value - floor) / (1 - floor)) * (area.bottom - area.top);
  return plot({
    id,
    title,
    description,
    area,
    x: {
      scale: x,
      ticks: roundValues(low, high, 7).map((value) => ({ value, label: String(value) })),
      title: 'distance',
    },
    y: {
      scale: y,
      ticks: roundValues(floor, 1, 5).map((value) => ({ value, label: percentTick(value) })),
      title: yTitle,
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
        ${line(x(distance), area.top - 14, x(distance), area.bottom)}
        ${text(x(distance) + 6, area.top - 5, String(distance), 'start')}
      </g>`,
      html`<g clip-path="url(#${id}-clip)">
        ${lines.map(
          ({ name, points }) =>
            html`<path
              class="line ${name}"
              d="${pathThrough(points.map((point) => [x(point.distance), y(point.value)]))}"
            />`,
        )}
      </g>`,
      lines.map(({ name, label, points, best }) => {
        const point = points.find((candidate) => candidate.distance === best);
        return (
          point !== undefined &&
          point.value >= floor &&
          html`<circle class="best ${name}" cx="${at(x(point.distance))}" cy="${at(y(point.value))}" r="4.5">
            <title>${label}: ${percentTick(point.value)} at ${point.distance}</title>
          </circle>`
        );
      }),
    ],
  });
}

/** Which line is which, as a list under the drawing's heading. */
export function legend(lines: readonly Pick<SweptLine, 'name' | 'label'>[]): Html {
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

/** One rate of each point of a sweep. */
export const swept = (curve: readonly ClusteringAt[], rate: (point: ClusteringAt) => number) =>
  curve.map((point) => ({ distance: point.distance, value: rate(point) }));
