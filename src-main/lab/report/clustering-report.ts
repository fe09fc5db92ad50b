import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt, firstItems, required } from '../../common/elements.ts';
import type { Scores } from '../../metrics/clustering-scores.ts';
import type { LabelledPhotos } from '../recognition/labelled-photos.ts';
import { type Baseline, type Sweep } from '../protocols/sweep.ts';
import { type ClusteringAt, groupAt } from '../../metrics/grouping.ts';
import type { Measure } from '../../clustering/measure.ts';
import { type ReportContext, contextFacts } from './context.ts';
import { counted, grouped, percent } from './format.ts';
import { glossary } from './glossary.ts';
import { mixedGallery, splitGallery } from './grouping-gallery.ts';
import { groupingMistakes } from './grouping-mistakes.ts';
import { html, type Html } from './html.ts';
import { figure, renderPage, type Section, table } from './page.ts';
import { publishedClustering } from './published.ts';
import { legend, linePlot, type PlotLine } from './line-plot.ts';
import { roundValues } from './scale.ts';

const baselineNames: Record<Baseline, string> = {
  'chinese-whispers': 'Chinese whispers',
  dbscan: 'DBSCAN',
};
const ownName = 'Familiar';

/**
 * Renders the report on clustering, at one distance or of a sweep, as one HTML page. The faces are grouped once more to show
 * where groups and people differ.
 */
export async function clusteringReport(
  photos: LabelledPhotos,
  result: Sweep | ClusteringAt,
  context: ReportContext,
  measure?: Measure,
): Promise<string> {
  const sweep = 'curve' in result ? result : null;
  const at = sweep ? sweep.best : (result as ClusteringAt);
  const faces = photos.people.length;
  return renderPage({
    title: 'Clustering',
    lead: html`${counted(faces, 'face')} of ${counted(photos.peopleCount, 'person', 'people')} fall into
      <strong>${counted(at.clusters, 'group')}</strong> at distance <strong>${at.distance}</strong>.`,
    facts: contextFacts(context),
    tiles: [
      {
        label: 'B-cubed F',
        value: at.bcubed.f.toFixed(4),
        note: sweep ? 'best of the sweep' : 'at this distance',
      },
      { label: 'B-cubed precision', value: percent(at.bcubed.precision), note: 'how pure the groups are' },
      { label: 'B-cubed recall', value: percent(at.bcubed.recall), note: 'how whole the people are' },
      { label: 'Pairwise F', value: at.pairwise.f.toFixed(4), note: 'over every two faces' },
      {
        label: 'No face found',
        value: grouped(photos.missed.length),
        note: `of ${counted(faces + photos.missed.length, 'photo')}, left out`,
      },
    ],
    sections: [
      ...(sweep ? [sweepSection(sweep)] : []),
      scoresSection(at, sweep),
      await mistakesSection(photos, at.distance, measure),
      publishedSection(at),
      glossary(['B-cubed', 'Pairwise', 'Familiar’s groups', 'Distance']),
    ],
  });
}

function sweepSection({ best, curve, baselines, baselineCurves }: Sweep): Section {
  const rates: PlotLine[] = [
    { name: 'own', label: 'B-cubed F', points: swept(curve, (at) => at.bcubed.f), best: best.distance },
    { name: 'precision', label: 'precision', points: swept(curve, (at) => at.bcubed.precision) },
    { name: 'recall', label: 'recall', points: swept(curve, (at) => at.bcubed.recall) },
    { name: 'pairwise', label: 'pairwise F', points: swept(curve, (at) => at.pairwise.f) },
  ];
  const names = Object.keys(baselines) as Baseline[];
  const methods: PlotLine[] = [
    { name: 'own', label: ownName, points: swept(curve, (at) => at.bcubed.f), best: best.distance },
    ...names.map((name) => ({
      name,
      label: baselineNames[name],
      points: swept(baselineCurves[name], (at) => at.bcubed.f),
      best: baselines[name].distance,
    })),
  ];
  const bests = [best.bcubed.f, ...names.map((name) => baselines[name].bcubed.f)];
  const [low, high] = [elementAt(curve, 0).distance, required(curve.at(-1)).distance];
  const x = {
    domain: [low, Math.max(high, low + 0.01)] as [number, number],
    ticks: roundValues(low, high, 7).map((value) => ({ value, label: String(value) })),
    title: 'distance',
  };
  const mark = { x: best.distance, label: String(best.distance) };
  const described = methods
    .map(({ label, best: distance }, i) => `${label} ${numberAt(bests, i).toFixed(4)} at ${distance}`)
    .join(', ');
  return {
    id: 'sweep',
    title: 'By distance',
    lead: 'What the app’s slider does: to the left people fall apart, to the right they run together.',
    content: html`<div class="columns">
      ${figure(
        'Precision and recall',
        legend(rates),
        linePlot({
          id: 'rates',
          title: 'Precision and recall by distance',
          description: `From ${low} to ${high}. F is greatest, ${best.bcubed.f.toFixed(4)}, at ${best.distance}, where precision is ${percent(best.bcubed.precision)} and recall ${percent(best.bcubed.recall)}.`,
          lines: rates,
          x,
          y: { ticks: roundValues(0, 1, 5), title: 'rate' },
          mark,
        }),
        curveNumbers(curve),
      )}
      ${figure(
        'Beside other ways to group',
        legend(methods),
        linePlot({
          id: 'methods',
          title: 'B-cubed F of three methods by distance',
          description: `On the same vectors, each greatest at its own distance: ${described}.`,
          lines: methods,
          x,
          y: { ticks: roundValues(closeUpFloor(Math.min(...bests)), 1, 5), title: 'B-cubed F, close up' },
          mark,
        }),
        methodNumbers(methods),
      )}
    </div>`,
  };
}

/** Selects one rate of each point of a sweep. */
const swept = (curve: readonly ClusteringAt[], rate: (point: ClusteringAt) => number) =>
  curve.map((point) => ({ x: point.distance, value: rate(point) }));

/** Start of an axis that shows small differences between good rates: a little below the least of them. */
const closeUpFloor = (least: number): number => Math.max(0, Math.floor((least - 0.08) * 20) / 20);

function curveNumbers(curve: readonly ClusteringAt[]): Html {
  return table(
    'The sweep',
    [
      { title: 'Distance' },
      { title: 'Groups', numeric: true },
      { title: 'Precision', numeric: true },
      { title: 'Recall', numeric: true },
      { title: 'B-cubed F', numeric: true },
      { title: 'Pairwise F', numeric: true },
    ],
    curve.map(({ distance, clusters, bcubed, pairwise }) => [
      distance.toFixed(2),
      grouped(clusters),
      percent(bcubed.precision),
      percent(bcubed.recall),
      bcubed.f.toFixed(4),
      pairwise.f.toFixed(4),
    ]),
  );
}

function methodNumbers(methods: readonly PlotLine[]): Html {
  return table(
    'B-cubed F by method',
    [{ title: 'Distance' }, ...methods.map(({ label }) => ({ title: label, numeric: true }))],
    elementAt(methods, 0).points.map(({ x }, i) => [
      x.toFixed(2),
      ...methods.map(({ points }) => elementAt(points, i).value.toFixed(4)),
    ]),
  );
}

function scoresSection(at: ClusteringAt, sweep: Sweep | null): Section {
  const scores = ({ f, precision, recall }: Scores) => [f.toFixed(4), percent(precision), percent(recall)];
  const rows = [
    [`${ownName}, B-cubed`, String(at.distance), ...scores(at.bcubed)],
    [`${ownName}, pairwise`, String(at.distance), ...scores(at.pairwise)],
    ...Object.entries(sweep?.baselines ?? {}).map(([name, { distance, bcubed }]) => [
      `${baselineNames[name as Baseline]}, B-cubed`,
      String(distance),
      ...scores(bcubed),
    ]),
  ];
  return {
    id: 'scores',
    title: 'Scores',
    content: html`<div class="card">
      ${table(
        sweep ? 'Each method at its own best distance, on the same vectors' : 'At one distance',
        [
          { title: 'Method' },
          { title: 'Distance', numeric: true },
          { title: 'F', numeric: true },
          { title: 'Precision', numeric: true },
          { title: 'Recall', numeric: true },
        ],
        rows,
        (row) => row === 0,
      )}
    </div>`,
  };
}

async function mistakesSection(
  photos: LabelledPhotos,
  distance: number,
  measure?: Measure,
): Promise<Section> {
  const [groups] = firstItems(groupAt(photos, [distance], measure), 1);
  const { mixed, split } = groupingMistakes(groups, photos.people);
  return {
    id: 'mistakes',
    title: 'Where groups and people differ',
    lead: `At distance ${distance}, the worst first. Some folders have mistakes of their own.`,
    content: [
      html`<h3>
        Several people in one group
        <small>${mixed.length === 0 ? 'none' : counted(mixed.length, 'group')}</small>
      </h3>`,
      await mixedGallery(mixed, photos),
      html`<h3>
        One person in several groups
        <small>${split.length === 0 ? 'none' : counted(split.length, 'person', 'people')}</small>
      </h3>`,
      await splitGallery(split, photos),
    ],
  };
}

function publishedSection({ bcubed, pairwise }: ClusteringAt): Section {
  const figures = (rate: number | null) => (rate === null ? 'not told' : rate.toFixed(2));
  return {
    id: 'published',
    title: 'Beside published figures',
    lead: 'The FaceNet paper shows groups in a picture and gives no figure for them. These are of others, on other photos with other networks: an order of size, no ranking.',
    content: html`<div class="card">
      ${table(
        'F in percent',
        [
          { title: 'Photos' },
          { title: 'Method' },
          { title: 'Pairwise F', numeric: true },
          { title: 'B-cubed F', numeric: true },
          { title: 'Told by' },
        ],
        [
          ['These photos', ownName, figures(100 * pairwise.f), figures(100 * bcubed.f), 'this page'],
          ...publishedClustering.map(({ set, method, pairwise: p, bcubed: b, source }) => [
            set,
            method,
            figures(p),
            figures(b),
            source,
          ]),
        ],
        (row) => row === 0,
      )}
    </div>`,
  };
}
