import { elementAt, required } from '../../common/elements.ts';
import type { Match, Probe, IdentificationResult } from '../../metrics/identification.ts';
import { identificationRate, limitFor } from '../../metrics/identification.ts';
import type { LabelledPhotos } from '../recognition/labelled-photos.ts';
import { type ReportContext, contextFacts } from './context.ts';
import { facePicture } from './face-picture.ts';
import { counted, distanceText, grouped, percent } from './format.ts';
import { glossary } from './glossary.ts';
import { html, type Html } from './html.ts';
import { linePlot } from './line-plot.ts';
import { figure, renderPage, type Section, table } from './page.ts';
import { face, type Portrait, shownOf } from './pair-gallery.ts';
import { nameOf } from './photo-report.ts';
import { powersOfTen, roundValues } from './scale.ts';

/** Number of ranks drawn. */
const mostRanks = 20;
/** False-positive identification rates in the table. */
const reportedFpirs = [0.1, 0.01, 0.001];
/** Greatest number of faces shown. */
const mostShown = 24;
/** Possible starts of an axis; the highest that the curve allows is taken. */
const floors = [0.9, 0.8, 0.5, 0];

/** The report on identification as one HTML page. */
export async function identificationReport(
  photos: LabelledPhotos,
  result: IdentificationResult,
  context: ReportContext,
): Promise<string> {
  const { faces, people, probes, rank1, rank5, openSet } = result;
  return renderPage({
    title: 'Identification',
    lead: html`Who is it? Of ${counted(probes, 'face')} whose person has another,
      <strong>${percent(rank1)}</strong> are nearest to their own.`,
    facts: contextFacts(context),
    tiles: [
      { label: 'Rank 1', value: percent(rank1), note: 'their person is the nearest' },
      { label: 'Rank 5', value: percent(rank5), note: 'among the five nearest' },
      {
        label: `DIR at FPIR ${openSet.fpir}`,
        value: percent(openSet.dir),
        note: `nearer than ${distanceText(openSet.distance)}`,
      },
      { label: 'Faces', value: grouped(faces), note: `of ${counted(people, 'person', 'people')}` },
      { label: 'No face found', value: grouped(photos.missed.length), note: 'photos, left out' },
    ],
    sections: [
      ratesSection(result),
      await mistakenSection(photos, result.probed),
      glossary(['Rank 1 and rank 5', 'FPIR and DIR', 'Distance']),
    ],
  });
}

function ratesSection(result: IdentificationResult): Section {
  const { openSet, strangers } = result;
  const ranks = cumulativeMatches(result.probed);
  const open = openSetCurve(result);
  const finest = finestExponent(result);
  const described = reportedFpirs.map((fpir) => `${percent(rateAt(result, fpir))} at ${fpir}`).join(', ');
  return {
    id: 'rates',
    title: 'Known and unknown',
    content: html`<div class="columns">
        ${figure(
          'Cumulative matches',
          'Whose person is among so many nearest.',
          linePlot({
            id: 'ranks',
            title: 'Rate by rank',
            description: `Part of the faces whose person is among the nearest, from rank 1, ${percent(result.rank1)}, to rank ${mostRanks}, ${percent(required(ranks.at(-1)).value)}.`,
            lines: [{ name: 'own', label: 'rate', points: ranks, best: 1 }],
            x: {
              domain: [1, mostRanks],
              ticks: [1, 5, 10, 15, 20].map((value) => ({ value, label: String(value) })),
              title: 'rank',
            },
            y: { ticks: roundValues(floorOf(result.rank1), 1, 5), title: 'rate' },
            mark: { x: 5, label: `rank 5: ${percent(result.rank5)}` },
          }),
        )}
        ${figure(
          'Open set',
          `${counted(openSet.known, 'person', 'people')} known, ${grouped(openSet.unknown)} not: how many known faces are named, by how many unknown ones are taken for somebody.`,
          linePlot({
            id: 'open',
            title: 'Detection and identification rate by false-positive identification rate',
            description: `On a logarithmic axis: ${described}.`,
            lines: [{ name: 'own', label: 'DIR', points: open }],
            x: {
              domain: [10 ** finest, 1],
              ticks: powersOfTen(finest, 0).map((value) => ({ value, label: String(value) })),
              title: 'false-positive identification rate, FPIR',
              log: true,
            },
            y: { ticks: roundValues(floorOf(elementAt(open, 0).value), 1, 5), title: 'DIR' },
            mark: { x: openSet.fpir, label: `FPIR ${openSet.fpir}` },
          }),
        )}
      </div>
      <div class="card">
        ${table(
          html`Open set
            <small
              >How many of ${counted(openSet.mated, 'known face')} are named rightly, where at most this part
              of ${counted(openSet.nonMated, 'unknown face')} is taken for somebody. Drawn by seed
              ${openSet.seed}.</small
            >`,
          [
            { title: 'FPIR' },
            { title: 'Nearer than', numeric: true },
            { title: 'DIR', numeric: true },
            { title: 'Unknown faces let in, at most', numeric: true },
          ],
          reportedFpirs.map((fpir) => [
            String(fpir),
            distanceText(limitFor(strangers, fpir)),
            percent(rateAt(result, fpir)),
            grouped(Math.floor(fpir * strangers.length)),
          ]),
          (row) => reportedFpirs[row] === openSet.fpir,
        )}
      </div>`,
  };
}

const rateAt = ({ strangers, mated }: IdentificationResult, fpir: number): number =>
  identificationRate(mated, limitFor(strangers, fpir));

const floorOf = (least: number): number => floors.find((candidate) => candidate <= least - 0.02) ?? 0;

function cumulativeMatches(probed: readonly Probe[]) {
  return Array.from({ length: mostRanks }, (_, i) => ({
    x: i + 1,
    value: probed.length === 0 ? 1 : probed.filter((probe) => probe.rank <= i + 1).length / probed.length,
  }));
}

/** Power of ten at which the axis of FPIR begins: no more than one unknown face. */
const finestExponent = ({ strangers }: IdentificationResult): number =>
  -Math.ceil(Math.log10(Math.max(strangers.length, 10)));

/** DIR by FPIR, at most two hundred points evenly spaced on a logarithmic axis. */
export function openSetCurve(result: IdentificationResult): { x: number; value: number }[] {
  const steps = 200;
  const lowest = finestExponent(result);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const fpir = 10 ** (lowest * (1 - i / steps));
    return { x: fpir, value: rateAt(result, fpir) };
  });
}

async function mistakenSection(photos: LabelledPhotos, probed: readonly Probe[]): Promise<Section> {
  const wrong = probed.filter((probe) => probe.rank > 1).sort((a, b) => excess(b) - excess(a));
  const shown = wrong.slice(0, mostShown);
  const cards: Html[] = [];
  for (const probe of shown) cards.push(await card(probe, photos));
  return {
    id: 'mistaken',
    title: 'Taken for somebody else',
    lead:
      wrong.length === 0
        ? 'None.'
        : html`Shown: ${shownOf(shown.length, wrong.length, 'face')}. Left the face asked for, in the middle
          the nearest of somebody else, right the nearest of its own person.`,
    content: html`<ul class="gallery trios">
      ${cards}
    </ul>`,
  };
}

/** Distance by which the other person is nearer. */
const excess = ({ own, other }: Probe): number => own.distance - required(other).distance;

async function card({ face: asked, own, other, rank }: Probe, photos: LabelledPhotos): Promise<Html> {
  const portrait = async (index: number): Promise<Portrait> => {
    const { path, box } = elementAt(photos.places, index);
    return { ...nameOf(path), picture: await facePicture(path, box) };
  };
  const [probe, stranger, right] = [
    await portrait(asked),
    await portrait(required(other).face),
    await portrait(own.face),
  ];
  const told = ({ item, person }: Portrait, { distance }: Match) =>
    html`<p class="names">
      <bdi>${person}</bdi> <small><bdi>${item}</bdi> · ${distanceText(distance)}</small>
    </p>`;
  return html`<li>
    <figure class="pair different">
      <div class="faces">${face(probe)}${face(stranger)}${face(right)}</div>
      <figcaption>
        <p class="items"><bdi>${probe.person}</bdi> <bdi>${probe.item}</bdi>, rank ${rank}</p>
        ${told(stranger, required(other))}${told(right, own)}
      </figcaption>
    </figure>
  </li> `;
}
