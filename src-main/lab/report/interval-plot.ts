import { html, type Html } from './html.ts';
import { at, line, plot, plotArea, text } from './plot.ts';
import { linearScale, roundValues } from './scale.ts';

/** A figure with its standard error, both in percent. */
export interface IntervalRow {
  label: string;
  value: number;
  error: number | null;
  own: boolean;
}

const rowHeight = 34;
const labelWidth = 190;

/** Figures with their standard errors beneath each other on one axis of percentages. */
export function intervalPlot(id: string, title: string, rows: readonly IntervalRow[]): Html {
  const height = 8 + rows.length * rowHeight + 30;
  const area = plotArea(1080, height, { left: labelWidth, right: 950, top: 8, bottom: height - 30 });
  const ends = rows.flatMap(({ value, error }) => [value - (error ?? 0), value + (error ?? 0)]);
  const low = Math.max(0, Math.floor((Math.min(...ends) - 0.2) * 2) / 2);
  const x = linearScale([low, 100], [area.left, area.right]);
  const rowAt = (i: number) => area.top + (i + 0.5) * rowHeight;
  const figure = ({ value, error }: IntervalRow) =>
    error === null ? value.toFixed(2) : `${value.toFixed(2)} ± ${error.toFixed(2)}`;
  return plot({
    id,
    title,
    wide: true,
    description: `${rows.map((row) => `${row.label}: ${figure(row)} %`).join('. ')}.`,
    area,
    x: {
      scale: x,
      ticks: roundValues(low, 100, 5).map((value) => ({ value, label: `${value} %` })),
      title: '',
    },
    y: { scale: () => 0, ticks: [], title: '' },
    content: rows.map((row, i) => {
      const [cx, cy] = [at(x(row.value)), at(rowAt(i))];
      const error = row.error ?? 0;
      return html`<g class="interval ${row.own ? 'own' : ''}">
        ${text(area.left - 14, cy + 4, row.label, 'end')}
        ${line(x(row.value - error), cy, x(row.value + error), cy)}
        <circle cx="${cx}" cy="${cy}" r="5.5" />
        ${text(area.right + 14, cy + 4, figure(row), 'start')}
      </g>`;
    }),
  });
}
