import { entryOf } from '../../common/elements.ts';
import type { Box, Failure } from '../../contract/models.ts';
import type { Folds, ScoredPair, VerificationFigures } from '../protocols/verification.ts';
import { type ReportContext, contextFacts, measuredName } from './context.ts';
import { distancePlot } from './distance-plot.ts';
import { facePicture, photoPicture } from './face-picture.ts';
import { counted, distanceText, grouped, percent } from './format.ts';
import { hardest, judge, type JudgedPair } from './hard-pairs.ts';
import { html, type Html } from './html.ts';
import { figure, renderPage, type Section } from './page.ts';
import { face, pairGallery, type Portrait, shownOf } from './pair-gallery.ts';
import { besideFaceNet } from './published-section.ts';
import { rocCurve } from './roc-curve.ts';
import { rocPlot } from './roc-plot.ts';
import { distanceNumbers, valTable, verdictTable } from './verification-tables.ts';
import { glossary } from './glossary.ts';

/** A face to show: its name, and its box in a photo; the whole photo where there is no box. */
export interface Sitter {
  person: string;
  item: string;
  path: string;
  box: Box | null;
}

export interface VerificationSubject {
  /** Kind of the compared items. */
  things: 'photos' | 'videos';
  figures: VerificationFigures;
  folds: Folds;
  scored: readonly (ScoredPair & { a: string; b: string })[];
  /** Number of photos or videos, and those without a face. */
  count: number;
  missed: readonly string[];
  failed: readonly Failure[];
  /** The face to show for one side of a pair. */
  sitter(name: string): Sitter;
  /** Further sentence on the faces not found. */
  missedNote?: string;
}

/** Greatest number of photos without a face that are shown. */
const mostMissed = 24;

/** The report on verification as one HTML page. Decodes the photos of the pairs it shows, one after the other. */
export async function verificationReport(
  subject: VerificationSubject,
  context: ReportContext,
): Promise<string> {
  const { figures, folds, scored, things, count, missed } = subject;
  const judged = judge(scored, figures.byFold);
  const wrong = judged.filter((pair) => !pair.right).length;
  const rightWords = `${grouped(judged.length - wrong)} of ${counted(figures.pairs, 'pair')}`;
  const val = entryOf(figures.valAtFar, '0.001');
  return renderPage({
    title: things === 'photos' ? 'Verification' : 'Verification of videos',
    lead: html`Do two ${things} show one person? ${measuredName(context)} judges
      <strong>${rightWords}</strong> rightly.`,
    facts: contextFacts(context),
    tiles: [
      {
        label: 'Accuracy',
        value: percent(figures.accuracy),
        note: `± ${(100 * standardError(figures, folds)).toFixed(2)}, standard error`,
      },
      {
        label: 'VAL at FAR 0.001',
        value: percent(val.val),
        note: `up to distance ${distanceText(val.distance)}`,
      },
      { label: 'Area under the ROC', value: figures.auc.toFixed(5), note: 'of the pairs with both faces' },
      { label: 'Distance', value: distanceText(figures.threshold), note: 'mean of the folds' },
      {
        label: 'No face found',
        value: grouped(missed.length),
        note: `of ${counted(count, things.slice(0, -1))}`,
      },
    ],
    sections: [
      curves(subject, judged),
      await hardSection(subject, judged),
      ...(missed.length > 0 ? [await missedSection(subject)] : []),
      besideFaceNet(things, figures, standardError(figures, folds), context),
      glossary([
        'Accuracy',
        'VAL and FAR',
        ...(context.other === undefined ? ['Distance' as const] : []),
        'Standard error',
        ...(things === 'videos' ? ['Videos' as const] : []),
      ]),
    ],
  });
}

/** Standard error of the mean over the folds. */
const standardError = ({ accuracyStd }: VerificationFigures, folds: Folds): number =>
  accuracyStd / Math.sqrt(folds.count);

function curves(
  { scored, figures, folds }: VerificationSubject,
  judged: readonly JudgedPair<ScoredPair>[],
): Section {
  const curve = rocCurve(scored);
  const fars = Object.keys(figures.valAtFar).map(Number);
  const wrong = judged.filter((pair) => !pair.right);
  return {
    id: 'curves',
    title: 'Same or different',
    content: [
      html`<div class="columns">
        ${figure('Receiver operating characteristic', 'How many pairs of one person are accepted, by how many pairs of two people slip through.', rocPlot(curve, fars))}
        ${figure('Distances', 'Each kind as parts of its own pairs. Ticks beneath are the pairs misjudged.', distancePlot(judged, figures.threshold, wrong), distanceNumbers(judged))}
      </div>`,
      html`<div class="columns">
        ${valTable(scored, figures)}${verdictTable(scored, judged, figures, folds)}
      </div>`,
    ],
  };
}

async function hardSection(
  subject: VerificationSubject,
  judged: readonly JudgedPair<VerificationSubject['scored'][number]>[],
): Promise<Section> {
  const kinds = [
    { same: false, title: 'Two people taken for one' },
    { same: true, title: 'One person taken for two' },
  ];
  const content: Html[] = [];
  for (const { same, title } of kinds) {
    const { wrongCount, wrong, close } = hardest(judged, same);
    content.push(
      html`<h3>
        ${title} <small>${wrongCount === 0 ? 'none' : shownOf(wrong.length, wrongCount, 'pair')}</small>
      </h3>`,
    );
    if (wrong.length > 0) content.push(pairGallery(await portraits(wrong, subject)));
    if (close.length > 0) {
      content.push(html`<h4>Right, but only just</h4>`, pairGallery(await portraits(close, subject)));
    }
  }
  return {
    id: 'hard',
    title: 'The hardest pairs',
    lead: 'Sorted by how far they lie on the wrong side of the distance that judged them. Some lists have mistakes of their own: look before you blame the network.',
    content,
  };
}

async function portraits(
  pairs: readonly JudgedPair<VerificationSubject['scored'][number]>[],
  { sitter }: VerificationSubject,
) {
  const shown = [];
  for (const { a, b, same, distance, threshold } of pairs) {
    shown.push({ a: await portrait(sitter(a)), b: await portrait(sitter(b)), same, distance, threshold });
  }
  return shown;
}

async function portrait({ person, item, path, box }: Sitter): Promise<Portrait> {
  return { person, item, picture: await (box ? facePicture(path, box) : photoPicture(path)) };
}

async function missedSection({
  missed,
  sitter,
  things,
  failed,
  missedNote,
}: VerificationSubject): Promise<Section> {
  const shown: Html[] = [];
  for (const name of missed.slice(0, mostMissed)) {
    const one = await portrait(sitter(name));
    shown.push(
      html`<li>
        <figure class="missed">
          ${face(one)}
          <figcaption>
            <bdi>${one.person}</bdi> <small><bdi>${one.item}</bdi></small>
          </figcaption>
        </figure>
      </li>`,
    );
  }
  const unread = failed.length > 0 ? ` ${counted(failed.length, 'file')} could not be read.` : '';
  return {
    id: 'missed',
    title: 'No face found',
    lead: `In ${shownOf(shown.length, missed.length, things.slice(0, -1)).replace('the worst', 'the first')}. A pair with one of them counts as wrong.${unread}${missedNote ? ` ${missedNote}` : ''}`,
    content: html`<ul class="gallery whole">
      ${shown}
    </ul>`,
  };
}
