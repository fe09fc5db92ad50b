/** The look of a report: the app's colours, by day, by night and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf6f0, #161311);
  --surface: light-dark(#fffdfa, #211c19);
  --sunken: light-dark(#f1eae0, #2b2521);
  --line: light-dark(#e4dacd, #39312c);
  --line-strong: light-dark(#8f8273, #85786c);
  --ink: light-dark(#2b231d, #f4ece3);
  --ink-soft: light-dark(#66594e, #b9aa9b);
  --accent: light-dark(#a8471f, #f2a274);
  --same: light-dark(#17677f, #6cc4dc);
  --different: light-dark(#b4531f, #f2a274);
  --third: light-dark(#6d4a94, #c3a4e6);
  --shadow: 0 1px 2px light-dark(rgb(60 40 20 / 8%), rgb(0 0 0 / 40%));
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-block: 1.5rem; }
body { max-width: 78rem; margin: 0 auto; padding: 3rem clamp(1rem, 4vw, 2.5rem) 2rem; font: 0.9375rem/1.55 var(--font); }
h1, h2, h3, h4, p, ul, dl, dd, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3 { font-weight: 650; letter-spacing: -0.015em; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(2rem, 5vw, 3rem); letter-spacing: -0.025em; }
h2 { font-size: 1.625rem; }
h3 { font-size: 1.125rem; }
h3 small, caption small { color: var(--ink-soft); font-size: 0.8125rem; font-weight: 400; letter-spacing: 0; }
h4 { color: var(--ink-soft); font-size: 0.8125rem; font-weight: 600; }
small { font-size: 0.8125rem; }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }

.brand { font-weight: 700; letter-spacing: -0.01em; }
.brand::before { content: ''; display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.45em; border-radius: 50% 50% 50% 18%; background: var(--accent); }
.brand span { color: var(--ink-soft); font-weight: 400; }
.head h1 { margin: 1.75rem 0 0.5rem; }
.lead { max-width: 46rem; font-size: 1.1875rem; color: var(--ink-soft); text-wrap: pretty; }
.lead strong { color: var(--ink); font-weight: 650; }
.facts { display: flex; flex-wrap: wrap; gap: 0.35rem 1.75rem; margin: 1.5rem 0; font-size: 0.8125rem; }
.facts div { display: flex; gap: 0.5rem; }
.facts dt { color: var(--ink-soft); }
.facts dd { font-weight: 550; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.4rem; }
nav a { display: block; padding: 0.3rem 0.85rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--surface); font-size: 0.8125rem; font-weight: 550; text-decoration: none; }
nav a:hover { border-color: var(--line-strong); }

.tiles { display: flex; flex-wrap: wrap; gap: 1px; margin: 1.75rem 0 0; border: 1px solid var(--line); border-radius: 1.25rem; overflow: hidden; background: var(--line); box-shadow: var(--shadow); }
.tiles div { flex: 1 1 10.5rem; padding: 1.1rem 1.35rem 1.2rem; background: var(--surface); }
.tiles dt { color: var(--ink-soft); font-size: 0.8125rem; }
.tiles strong { display: block; font-size: 1.875rem; font-weight: 650; letter-spacing: -0.03em; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles div:first-child strong { color: var(--accent); }
.tiles span { color: var(--ink-soft); font-size: 0.8125rem; }

section { margin-top: 3.5rem; }
.section-lead { max-width: 46rem; margin-top: 0.4rem; color: var(--ink-soft); text-wrap: pretty; }
section > .card, section > .columns, section > h3, section > p { margin-top: 1.25rem; }
section > h3 { margin-top: 2rem; }
section > h4 { margin-top: 1.5rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.25rem; }
.card { min-width: 0; padding: 1.35rem 1.5rem; border: 1px solid var(--line); border-radius: 1.25rem; background: var(--surface); box-shadow: var(--shadow); }
figcaption p, .note { color: var(--ink-soft); font-size: 0.8125rem; text-wrap: pretty; }
.drawing { margin-top: 0.75rem; overflow-x: auto; }
details { margin-top: 0.75rem; }
summary { width: fit-content; color: var(--ink-soft); font-size: 0.8125rem; cursor: pointer; }
details .scroll { max-height: 24rem; margin-top: 0.5rem; overflow: auto; }

.plot { display: block; width: 100%; min-width: 26rem; height: auto; font: 12px var(--font); fill: var(--ink); font-variant-numeric: tabular-nums; }
.plot.wide { min-width: 44rem; }
.plot .grid line { stroke: var(--line); }
.plot .axis, .plot .axis-title, .plot .note { fill: var(--ink-soft); font-size: 11.5px; }
.plot .axis-title { font-style: italic; }
.plot .note { font-size: 11px; }
.plot .unresolved { fill: var(--sunken); }
.plot .curve { fill: none; stroke: var(--same); stroke-width: 2.5; stroke-linejoin: round; }
.plot .curve-area { fill: var(--same); opacity: 0.1; }
.plot .mark line { stroke: var(--ink-soft); stroke-dasharray: 2 3; }
.plot .mark circle { fill: var(--surface); stroke: var(--same); stroke-width: 2.5; }
.plot .mark text, .plot .label { font-weight: 650; }
.plot .bars { opacity: 0.22; }
.plot .bars.same, .plot .label.same { fill: var(--same); }
.plot .bars.different, .plot .label.different { fill: var(--different); }
.plot .outline { fill: none; stroke-width: 1.75; stroke-linejoin: round; }
.plot .outline.same, .plot .rug .same { stroke: var(--same); }
.plot .outline.different, .plot .rug .different { stroke: var(--different); }
.plot .rug line { stroke-width: 1.5; }
.plot .threshold line { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 5 4; }
.plot .threshold text { font-weight: 600; }
.plot .interval line { stroke: var(--line-strong); stroke-width: 2; stroke-linecap: round; }
.plot .interval circle { fill: var(--surface); stroke: var(--line-strong); stroke-width: 2.5; }
.plot .interval.own text { font-weight: 650; }
.plot .interval.own line { stroke: var(--accent); }
.plot .interval.own circle { fill: var(--accent); stroke: var(--accent); }

.line { fill: none; stroke: var(--ink-soft); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.line.own { stroke: var(--accent); stroke-width: 2.75; }
.line.precision { stroke: var(--same); }
.line.recall { stroke: var(--third); }
.line.pairwise { stroke-dasharray: 1 4; }
.line.chinese-whispers { stroke: var(--same); stroke-dasharray: 7 4; }
.line.dbscan { stroke: var(--third); stroke-dasharray: 1.5 4; stroke-width: 2.25; }
.best { fill: var(--surface); stroke-width: 2.5; }
.best.own { stroke: var(--accent); }
.best.chinese-whispers { stroke: var(--same); }
.best.dbscan { stroke: var(--third); }
.legend { display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; margin-top: 0.3rem; color: var(--ink-soft); font-size: 0.8125rem; }
.legend li { display: flex; align-items: center; gap: 0.45rem; }
.legend svg { width: 1.75rem; height: 0.5rem; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
caption { padding-bottom: 0.6rem; font-size: 1.125rem; font-weight: 650; letter-spacing: -0.015em; line-height: 1.25; text-align: left; }
caption small { display: block; margin-top: 0.3rem; line-height: 1.5; text-wrap: pretty; }
details caption { font-size: 0.875rem; }
th, td { padding: 0.42rem 0.75rem 0.42rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--ink-soft); font-size: 0.75rem; line-height: 1.3; vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details th, details td { padding-block: 0.2rem; }
thead .number { white-space: normal; }
tr.own th, tr.own td { color: var(--accent); font-weight: 650; }
.effects { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1.25rem 1.75rem; align-items: start; margin-top: 0.9rem; }
.effects caption { padding-bottom: 0.3rem; font-size: 0.875rem; letter-spacing: 0; }
.effects th, .effects td { padding-block: 0.16rem; border: 0; font-size: 0.8125rem; white-space: nowrap; }
.effects tbody th { min-width: 5.2rem; font-weight: 400; }
.effects td:nth-child(2) { width: 100%; }
.effects .bar { display: block; width: var(--part); height: 0.5rem; border-radius: 0 0.25rem 0.25rem 0; background: var(--same); }

.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 1rem; margin-top: 0.9rem; }
.pair { height: 100%; border: 1px solid var(--line); border-radius: 1rem; overflow: hidden; background: var(--surface); box-shadow: var(--shadow); }
.faces { display: flex; gap: 2px; background: var(--surface); }
.faces > * { display: block; flex: 1; min-width: 0; aspect-ratio: 1; object-fit: cover; background: var(--sunken); }
.blank, .missed .blank { background: repeating-linear-gradient(45deg, var(--sunken) 0 8px, var(--line) 8px 16px); }
.pair figcaption { padding: 0.65rem 0.9rem 0.75rem; border-top: 3px solid var(--different); line-height: 1.4; }
.pair.same figcaption { border-top-color: var(--same); }
.pair figcaption .names { color: var(--ink); font-size: 0.875rem; font-weight: 600; overflow-wrap: anywhere; }
.pair .names small, .items, .missed small { color: var(--ink-soft); font-weight: 400; font-variant-numeric: tabular-nums; }
.pair .measure { margin-top: 0.3rem; font-variant-numeric: tabular-nums; }
.pair .measure strong { color: var(--ink); font-size: 0.9375rem; }
.gallery.whole { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
.gallery.trios { grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.missed img, .missed .blank { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 0.75rem; background: var(--sunken); }
.missed figcaption { margin-top: 0.35rem; font-size: 0.8125rem; font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }

.groups { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 1rem; margin-top: 0.9rem; }
.groups .card { padding: 1rem 1.15rem; }
.groups h4 { color: var(--ink); font-size: 0.9375rem; }
.groups small { color: var(--ink-soft); font-weight: 400; }
.parts { display: grid; gap: 0.6rem; margin-top: 0.6rem; }
.parts div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.75rem; align-items: center; }
.parts dt { font-size: 0.8125rem; font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
.parts dt small { display: block; }
.strip { display: flex; flex-wrap: wrap; align-items: center; gap: 3px; }
.strip img, .strip .blank { width: 3.5rem; height: 3.5rem; border-radius: 0.6rem; object-fit: cover; background: var(--sunken); }
.strip .rest { margin-left: 0.4rem; color: var(--ink-soft); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }

.glossary { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem 2.5rem; margin-top: 1rem; }
.glossary dt { font-weight: 650; }
.glossary dd { color: var(--ink-soft); text-wrap: pretty; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--ink-soft); font-size: 0.8125rem; }

@media (max-width: 34rem) {
  .parts div { grid-template-columns: 1fr; gap: 0.3rem; }
}
@media print {
  @page { margin: 14mm; }
  :root { color-scheme: light; --paper: #fff; --surface: #fff; --shadow: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav { display: none; }
  section { margin-top: 2rem; }
  h2, h3, h4 { break-after: avoid; }
  .card, .pair, .missed, .parts div, .glossary div, tr { break-inside: avoid; }
  .tiles div { flex: 1 1 10.5rem; padding: 0.6rem 0.75rem; }
  .tiles strong { font-size: 1.2rem; }
  .columns { grid-template-columns: 1fr; }
  .gallery { grid-template-columns: repeat(5, 1fr); gap: 0.6rem; }
  .gallery.whole { grid-template-columns: repeat(6, 1fr); }
  .gallery.trios { grid-template-columns: repeat(3, 1fr); }
  .groups { grid-template-columns: 1fr 1fr; }
  .parts div { grid-template-columns: 6rem 1fr; }
  .strip img, .strip .blank { width: 2.5rem; height: 2.5rem; }
  .plot, .plot.wide { min-width: 0; }
  details { display: none; }
}
`;
