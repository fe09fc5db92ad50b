import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import type { LabelledPhotos } from '../recognition/labelled-photos.ts';
import { facePicture } from './face-picture.ts';
import { counted } from './format.ts';
import type { MixedGroup, SplitPerson } from './grouping-mistakes.ts';
import { html, type Html } from './html.ts';
import { face } from './pair-gallery.ts';
import { nameOf } from './photo-report.ts';

/** Groups and people shown, at most; parts shown of each; faces shown of a part. */
const mostShown = 6;
const mostParts = 4;
const mostFaces = 5;
/** Side of a face in pixels: twice what it takes on the page. */
const side = 120;

/** Groups that hold several people, each part with its name. */
export function mixedGallery(groups: readonly MixedGroup[], photos: LabelledPhotos): Promise<Html> {
  return gallery(groups, async ({ parts, strangers }) => ({
    title: `${counted(elementAt(parts, 0).faces.length + strangers, 'face')} of ${parts.length} people`,
    note: '',
    rows: await rows(
      parts.map((part) => ({ label: personOf(numberAt(part.faces, 0), photos), faces: part.faces })),
      photos,
    ),
  }));
}

/** People whose faces are in several groups, each group by its own. */
export function splitGallery(people: readonly SplitPerson[], photos: LabelledPhotos): Promise<Html> {
  return gallery(people, async ({ parts, lost }) => ({
    title: personOf(numberAt(elementAt(parts, 0), 0), photos),
    note: `in ${parts.length} groups, ${counted(lost, 'face')} outside the largest`,
    rows: await rows(
      parts.map((faces, i) => ({ label: `Group ${i + 1}`, faces })),
      photos,
    ),
  }));
}

interface Row {
  label: string;
  faces: number[];
}

async function gallery<T>(
  mistakes: readonly T[],
  describe: (mistake: T) => Promise<{ title: string; note: string; rows: Html }>,
): Promise<Html> {
  const cards: Html[] = [];
  for (const mistake of mistakes.slice(0, mostShown)) {
    const { title, note, rows } = await describe(mistake);
    cards.push(
      html`<li class="card">
        <h4><bdi>${title}</bdi> <small>${note}</small></h4>
        ${rows}
      </li> `,
    );
  }
  return html`<ul class="groups">
    ${cards}
  </ul>`;
}

async function rows(parts: readonly Row[], photos: LabelledPhotos): Promise<Html> {
  const shown: Html[] = [];
  for (const { label, faces } of parts.slice(0, mostParts)) {
    const portraits: Html[] = [];
    for (const index of faces.slice(0, mostFaces)) {
      const { path, box } = elementAt(photos.places, index);
      portraits.push(face({ ...nameOf(path), picture: await facePicture(path, box, side) }));
    }
    const rest = faces.length - portraits.length;
    shown.push(
      html`<div>
        <dt><bdi>${label}</bdi> <small>${counted(faces.length, 'face')}</small></dt>
        <dd class="strip">${portraits}${rest > 0 && html`<span class="rest">+${rest}</span>`}</dd>
      </div>`,
    );
  }
  const rest = parts.length - shown.length;
  return html`<dl class="parts">${shown}</dl>
    ${rest > 0 && html`<p class="note">and ${rest} more</p>`}`;
}

const personOf = (index: number, { places }: LabelledPhotos): string =>
  nameOf(elementAt(places, index).path).person;
