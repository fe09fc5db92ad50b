import { elementAt } from '../../common/elements.ts';
import { html, Html, type Content } from './html.ts';
import { style } from './style.ts';

export interface Section {
  /** Unique within the page. */
  id: string;
  title: string;
  lead?: Content;
  content: Content;
}

export interface Tile {
  label: string;
  value: string;
  /** Basis of the figure. */
  note: string;
}

export interface Page {
  title: string;
  /** Result in a sentence. */
  lead: Content;
  facts: Html;
  tiles: readonly Tile[];
  sections: readonly Section[];
}

/**
 * Renders a self-contained page: no script, no font, no picture from elsewhere, and a policy that forbids them.
 */
export function renderPage({ title, lead, facts, tiles, sections }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · Familiar</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header class="head">
          <p class="brand">Familiar <span>evaluation</span></p>
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
          ${facts}
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          <dl class="tiles">
            ${tiles.map(
              ({ label, value, note }) =>
                html`<div>
                  <dt>${label}</dt>
                  <dd><strong>${value}</strong> <span>${note}</span></dd>
                </div> `,
            )}
          </dl>
          ${sections.map(renderSection)}
        </main>
        <footer>
          <p>
            Made by Familiar on your own machine. This file holds faces of the photos that were measured:
            share it as you would share them.
          </p>
        </footer>
      </body>
    </html> `.text;
}

const renderSection = ({ id, title, lead, content }: Section): Html =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${lead !== undefined && html`<p class="section-lead">${lead}</p>`} ${content}
  </section> `;

/** A drawing with its heading and caption, and a table of its numbers for screen readers and for exact reading. */
export function figure(title: string, caption: Content, drawing: Html, numbers: Html | null = null): Html {
  return html`<figure class="card">
    <figcaption>
      <h3>${title}</h3>
      <p>${caption}</p>
    </figcaption>
    <div class="drawing" tabindex="0" role="group" aria-label="${title}, drawing">${drawing}</div>
    ${
      numbers !== null &&
      html`<details>
        <summary>Numbers</summary>
        ${numbers}
      </details>`
    }
  </figure>`;
}

export interface Column {
  title: string;
  numeric?: boolean;
}

/** A table; the first cell of each row is its heading. Cells may be templates. */
export function table(
  caption: Content,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  own: (row: number) => boolean = () => false,
): Html {
  const numeric = (i: number) => (elementAt(columns, i).numeric ? 'number' : '');
  return html`<div class="scroll">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, i) => html`<th scope="col" class="${numeric(i)}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head = '', ...cells], row) =>
            html`<tr class="${own(row) ? 'own' : ''}">
              <th scope="row" class="${numeric(0)}">${head}</th>
              ${cells.map((cell, i) => html`<td class="${numeric(i + 1)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
