import { counted, distanceText } from './format.ts';
import { html, type Html } from './html.ts';

/** A face as the page shows it. */
export interface Portrait {
  person: string;
  /** Name of the photo or video within the person's folder. */
  item: string;
  /** Data URI; null where it can no longer be read. */
  picture: string | null;
}

export interface PortraitPair {
  a: Portrait;
  b: Portrait;
  same: boolean;
  distance: number;
  /** Threshold that judged the pair. */
  threshold: number;
}

/** Pairs side by side with their names and distances. */
export function pairGallery(pairs: readonly PortraitPair[]): Html {
  return html`<ul class="gallery">
    ${pairs.map(
      (pair) =>
        html`<li>
          <figure class="pair ${pair.same ? 'same' : 'different'}">
            <div class="faces">${face(pair.a)}${face(pair.b)}</div>
            <figcaption>
              ${pair.same ? oneName(pair) : twoNames(pair)}
              <p class="measure">
                <strong>${distanceText(pair.distance)}</strong>
                <span>limit ${distanceText(pair.threshold)}</span>
              </p>
            </figcaption>
          </figure>
        </li> `,
    )}
  </ul>`;
}

const oneName = ({ a, b }: PortraitPair): Html =>
  html`<p class="names"><bdi>${a.person}</bdi></p>
    <p class="items"><bdi>${a.item}</bdi> · <bdi>${b.item}</bdi></p>`;

const twoNames = ({ a, b }: PortraitPair): Html =>
  html`<p class="names">
      <bdi>${a.person}</bdi> <small><bdi>${a.item}</bdi></small>
    </p>
    <p class="names">
      <bdi>${b.person}</bdi> <small><bdi>${b.item}</bdi></small>
    </p>`;

/** One portrait, or a blank where its photo cannot be read any more. */
export function face({ person, item, picture }: Portrait): Html {
  const alt = `${person}, ${item}`;
  return picture === null
    ? html`<span class="blank" role="img" aria-label="${alt}: cannot be shown"></span>`
    : html`<img src="${picture}" alt="${alt}" title="${alt}" />`;
}

/** `3 pairs`, with what part of all shown where not all are. */
export const shownOf = (shown: number, total: number, one: string, many?: string): string =>
  shown < total ? `the worst ${shown} of ${counted(total, one, many)}` : counted(total, one, many);
