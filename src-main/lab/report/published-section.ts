import { elementAt, entryOf } from '../../common/elements.ts';
import { bestEmbedder } from '../../faces/embed/embedder.ts';
import type { VerificationFigures } from '../protocols/verification.ts';
import { measuredName, type ReportContext } from './context.ts';
import { distanceText } from './format.ts';
import { html, type Html } from './html.ts';
import { type IntervalRow, intervalPlot } from './interval-plot.ts';
import { figure, type Section, table } from './page.ts';
import { faceNet } from './published.ts';

/** Section that compares our figures with those of the FaceNet paper. */
export function besideFaceNet(
  things: 'photos' | 'videos',
  figures: VerificationFigures,
  standardError: number,
  context: ReportContext,
): Section {
  const set = things === 'photos' ? 'Labeled Faces in the Wild' : 'YouTube Faces';
  const theirs = things === 'photos' ? faceNet.lfw : faceNet.youTubeFaces;
  const rows: IntervalRow[] = [
    {
      label: `${measuredName(context)}, these pairs`,
      value: 100 * figures.accuracy,
      error: 100 * standardError,
      own: true,
    },
    ...(figures.accuracyFound > figures.accuracy
      ? [{ label: 'of them, both faces found', value: 100 * figures.accuracyFound, error: null, own: true }]
      : []),
    ...theirs.map((row) => ({ ...row, own: false })),
  ];
  return {
    id: 'facenet',
    title: 'Beside FaceNet',
    lead: html`The paper’s figures are those of all of ${set}; those measured here are of the pairs named
    above. FaceNet was trained on 100 to 200 million photos that nobody else has.`,
    content: [
      figure(
        'Accuracy',
        `In percent, with the standard error where it is told. The others on ${set}.`,
        intervalPlot('accuracy', 'Accuracy, measured here and published', rows),
        accuracyNumbers(rows),
      ),
      html`<div class="columns">
        ${valBeside(figures, context)}
        <div class="card">${effects()}</div>
      </div>`,
    ],
  };
}

function accuracyNumbers(rows: readonly IntervalRow[]): Html {
  return table(
    'Accuracy',
    [{ title: 'By' }, { title: 'Accuracy', numeric: true }, { title: 'Standard error', numeric: true }],
    rows.map(({ label, value, error }) => [
      label,
      `${value.toFixed(2)} %`,
      error === null ? 'not told' : error.toFixed(2),
    ]),
    (row) => elementAt(rows, row).own,
  );
}

function valBeside({ valAtFar, threshold }: VerificationFigures, context: ReportContext): Html {
  const { val } = entryOf(valAtFar, '0.001');
  const squared = distanceText(faceNet.lfwThresholdSquared);
  const plain = distanceText(Math.sqrt(faceNet.lfwThresholdSquared));
  return html`<div class="card">
    ${table(
      html`VAL at FAR 0.001
        <small
          >FaceNet’s is on its own hold-out of a million photos, which is harder than LFW: the two cannot be
          ranked. FaceNet judged LFW at a squared distance of ${squared}, which is ${plain} as measured here;
          here it is ${distanceText(threshold)}. Distances of two networks say nothing about each
          other.</small
        >`,
      [
        { title: 'Network' },
        { title: 'Input' },
        { title: 'Parameters', numeric: true },
        { title: 'VAL', numeric: true },
      ],
      [
        [
          measuredName(context),
          context.other === undefined ? bestEmbedder().id : '',
          '',
          `${(100 * val).toFixed(1)} %`,
        ],
        ...faceNet.networks.map(({ name, what, parameters, val: theirs, error }) => [
          name,
          what,
          parameters,
          `${theirs.toFixed(1)} ± ${error.toFixed(1)} %`,
        ]),
      ],
      (row) => row === 0,
    )}
  </div>`;
}

/** Bars of the effects on FaceNet’s rate. */
function effects(): Html {
  return html`<h3>What FaceNet’s rate depends on</h3>
    <p class="note">VAL at FAR 0.001 on its hold-out, in percent.</p>
    <div class="effects">
      ${faceNet.effects.map(
        ({ title, rows }) =>
          html`<table class="bars">
            <caption>
              ${title}
            </caption>
            <tbody>
              ${rows.map(
                ([label, value]) =>
                  html`<tr>
                    <th scope="row">${label}</th>
                    <td><span class="bar" style="--part:${value}%" aria-hidden="true"></span></td>
                    <td class="number">${value.toFixed(1)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`,
      )}
    </div>`;
}
