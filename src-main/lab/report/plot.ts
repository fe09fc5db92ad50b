import { html, type Content, type Html } from './html.ts';
import type { Scale, Tick } from './scale.ts';

/** Area of a drawing in its own units; the page scales it. */
export interface PlotArea {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Axis {
  scale: Scale;
  ticks: readonly Tick[];
  title: string;
}

export interface PlotRequest {
  /** Unique within the page. */
  id: string;
  /** Title and description for screen readers. */
  title: string;
  description: string;
  area: PlotArea;
  /** Takes the whole width of the page. */
  wide?: boolean;
  x: Axis;
  y: Axis;
  /** Beneath the grid, and above it. */
  under?: Content;
  content: Content;
}

/** An area of these outer measures with room for the axes. */
export const plotArea = (width: number, height: number, spare: Partial<PlotArea> = {}): PlotArea => ({
  width,
  height,
  left: 52,
  right: width - 14,
  top: 34,
  bottom: height - 46,
  ...spare,
});

/** A drawing with axes as inline SVG, coloured by the page's style. */
export function plot({
  id,
  title,
  description,
  area,
  wide = false,
  x,
  y,
  under = null,
  content,
}: PlotRequest): Html {
  const { width, height, left, right, top, bottom } = area;
  return html`<svg
    class="plot ${wide ? 'wide' : ''}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-description"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-description">${description}</desc>
    ${under}
    <g class="grid">
      ${y.ticks.map(({ value }) => line(left, y.scale(value), right, y.scale(value)))}
      ${x.ticks.map(({ value }) => line(x.scale(value), top, x.scale(value), bottom))}
    </g>
    <g class="axis">
      ${y.ticks.map(({ value, label }) => text(left - 8, y.scale(value) + 4, label, 'end'))}
      ${x.ticks.map(({ value, label }) => text(x.scale(value), bottom + 18, label, 'middle'))}
    </g>
    <g class="axis-title">
      ${text(left - 44, 14, y.title, 'start')} ${text(right, height - 6, x.title, 'end')}
    </g>
    ${content}
  </svg>`;
}

export type Anchor = 'start' | 'middle' | 'end';

/** @param name class that the style colours it by */
export function line(x1: number, y1: number, x2: number, y2: number, name = ''): Html {
  return html`<line class="${name}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" />`;
}

export function text(x: number, y: number, words: string, anchor: Anchor, name = ''): Html {
  return html`<text class="${name}" x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${words}</text>`;
}

/** A path through points; those that fall on the same tenth of a unit as the one before are left out. */
export function pathThrough(points: readonly (readonly [number, number])[], close = false): string {
  let before = '';
  const steps = points.flatMap(([x, y]) => {
    const step = `${at(x)} ${at(y)}`;
    if (step === before) return [];
    before = step;
    return [step];
  });
  return `M${steps.join('L')}${close ? 'Z' : ''}`;
}

/** A place in the drawing, to a tenth of its unit. */
export const at = (value: number): number => Math.round(value * 10) / 10;
