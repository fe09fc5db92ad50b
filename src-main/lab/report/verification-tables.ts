import { required } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import type { Folds, ScoredPair, VerificationFigures } from '../protocols/verification.ts';
import { distanceText, grouped, percent } from './format.ts';
import type { JudgedPair } from './hard-pairs.ts';
import { distanceHistogram } from './histogram.ts';
import { html, type Html } from './html.ts';
import { table } from './page.ts';

/** Table of VAL at each reported FAR, with the numbers of pairs. */
export function valTable(scored: readonly ScoredPair[], { valAtFar }: VerificationFigures): Html {
  const same = scored.filter((pair) => pair.same);
  const different = scored.filter((pair) => !pair.same && pair.distance !== null);
  const rows = Object.entries(valAtFar).map(([far, { val, distance }]) => {
    const accepted = different.filter((pair) => required(pair.distance) <= distance).length;
    const rejected = Math.round((1 - val) * same.length);
    return [
      far,
      percent(val),
      distanceText(distance),
      `${grouped(rejected)} of ${grouped(same.length)}`,
      `${grouped(accepted)} of ${grouped(different.length)}`,
    ];
  });
  return html`<div class="card">
    ${table(
      html`Validation rate at a false accept rate
        <small
          >A rate below one in ${grouped(different.length)} allows no false accept here and says
          little.</small
        >`,
      [
        { title: 'FAR' },
        { title: 'VAL', numeric: true },
        { title: 'Distance', numeric: true },
        { title: 'One person rejected', numeric: true },
        { title: 'Two accepted', numeric: true },
      ],
      rows,
    )}
  </div>`;
}

/** Tables of the verdicts on pairs of each kind, and of the folds. */
export function verdictTable(
  scored: readonly ScoredPair[],
  judged: readonly JudgedPair<ScoredPair>[],
  figures: VerificationFigures,
  folds: Folds,
): Html {
  const row = (name: string, same: boolean) => {
    const all = scored.filter((pair) => pair.same === same).length;
    const found = judged.filter((pair) => pair.same === same);
    const accepted = found.filter((pair) => pair.right === same).length;
    return [name, ...[accepted, found.length - accepted, all - found.length].map(grouped)];
  };
  return html`<div class="card">
    ${table(
      html`Verdicts <small>Each pair at the distance that is best on the other ${partName(folds)}s.</small>`,
      [
        { title: 'Pairs of' },
        { title: 'Taken for one', numeric: true },
        { title: 'Taken for two', numeric: true },
        { title: 'No face found', numeric: true },
      ],
      [row('One person', true), row('Two people', false)],
    )}
    <details>
      <summary>Each ${partName(folds)}</summary>
      ${foldTable(figures, folds)}
    </details>
  </div>`;
}

const partName = ({ dealt }: Folds): string => (dealt ? 'part' : 'fold');

function foldTable({ byFold }: VerificationFigures, folds: Folds): Html {
  return table(
    folds.dealt ? 'The list has one fold, dealt out to parts' : 'Folds of the list',
    [
      { title: folds.dealt ? 'Part' : 'Fold' },
      { title: 'Pairs', numeric: true },
      { title: 'Distance', numeric: true },
      { title: 'Accuracy', numeric: true },
    ],
    byFold.map(({ fold, pairs, threshold, accuracy }) => [
      String(fold + 1),
      grouped(pairs),
      distanceText(threshold),
      percent(accuracy),
    ]),
  );
}

/** Table of the numbers of pairs of each kind by distance. */
export function distanceNumbers(judged: readonly JudgedPair<ScoredPair>[]): Html {
  const { step, same, different } = distanceHistogram(judged);
  const rows = same.flatMap((count, i) =>
    count + numberAt(different, i) === 0
      ? []
      : [
          [
            `${(i * step).toFixed(2)} to ${((i + 1) * step).toFixed(2)}`,
            grouped(count),
            grouped(numberAt(different, i)),
          ],
        ],
  );
  return table(
    'Pairs by distance',
    [{ title: 'Distance' }, { title: 'One person', numeric: true }, { title: 'Two people', numeric: true }],
    rows,
  );
}
