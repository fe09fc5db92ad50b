import justifiedLayout from 'justified-layout';

/** A photo's place in its section, in pixels. */
export interface PhotoBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A section with its photos in rows of equal width. */
export interface LaidSection {
  /** Pixels from the top of the first section to the heading. */
  top: number;
  /** With the heading. */
  height: number;
  /** Index in the whole list of the first photo. */
  first: number;
  boxes: readonly PhotoBox[];
}

export interface Layout {
  height: number;
  sections: readonly LaidSection[];
}

/** Pixels of a heading, with the space above and below it. */
export const headingHeight = 52;
const gap = 6;
/** A row of a wide window, and of a narrow one. */
const [tall, low] = [208, 120];
const narrow = 560;
/** Extreme panoramas are cropped, so that their row is no line. */
const [tallest, widest] = [0.5, 3];

/**
 * Lays photos out in rows that fill a width, a heading above each section.
 * @param width in pixels, greater than 0
 */
export function layOut(sections: readonly { ratios: readonly number[] }[], width: number): Layout {
  let [top, first] = [0, 0];
  const targetRowHeight = width < narrow ? low : tall;
  const most = Math.min(widest, width / targetRowHeight);
  const laid = sections.map(({ ratios }): LaidSection => {
    const { boxes: rows } = justifiedLayout(
      ratios.map((ratio) => Math.min(most, Math.max(tallest, ratio))),
      {
        containerWidth: width,
        containerPadding: 0,
        boxSpacing: gap,
        targetRowHeight,
      },
    );
    const boxes = withinWidth(rows, width);
    const end = boxes.at(-1);
    const section = { top, first, height: headingHeight + (end ? end.top + end.height : 0), boxes };
    top += section.height;
    first += ratios.length;
    return section;
  });
  return { height: top, sections: laid };
}

/** The library gives the last row the height of the row before, which may make it too wide. */
function withinWidth(boxes: readonly PhotoBox[], width: number): readonly PhotoBox[] {
  const last = boxes.at(-1);
  if (!last || last.left + last.width <= width) return boxes;
  const scale = width / (last.left + last.width);
  return boxes.map((box) =>
    box.top < last.top
      ? box
      : { ...box, left: box.left * scale, width: box.width * scale, height: box.height * scale },
  );
}

/** First and last index, `to` excluded, of the boxes of a section between two heights; boxes come in rows. */
export function boxesBetween({ boxes }: LaidSection, from: number, to: number): { from: number; to: number } {
  const firstWhere = (holds: (box: PhotoBox) => boolean): number => {
    let [low, high] = [0, boxes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const box = boxes[middle];
      if (box !== undefined && holds(box)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return { from: firstWhere((box) => box.top + box.height >= from), to: firstWhere((box) => box.top > to) };
}

/** Index in the whole list to which a key leads; null where it leads nowhere. */
export function neighbour({ sections }: Layout, index: number, key: string): number | null {
  const last = sections.at(-1);
  const total = last ? last.first + last.boxes.length : 0;
  const places: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    Home: 0,
    End: total - 1,
  };
  const place = Object.hasOwn(places, key) ? (places[key] ?? -1) : -1;
  if (place >= 0 && place < total) return place;
  if (key === 'ArrowDown' || key === 'ArrowUp') return inNextRow(sections, index, key === 'ArrowDown');
  return null;
}

/** The photo of the row below or above that is nearest beside. */
function inNextRow(sections: readonly LaidSection[], index: number, isBelow: boolean): number | null {
  const at = sections.findLastIndex(({ first }) => first <= index);
  const section = sections[at];
  const box = section?.boxes[index - section.first];
  if (!section || !box) return null;
  const beyond = (other: PhotoBox): boolean => (isBelow ? other.top > box.top : other.top < box.top);
  const here = section.boxes.filter(beyond);
  const next = here.length > 0 ? section : sections[at + (isBelow ? 1 : -1)];
  const rows = here.length > 0 ? here : (next?.boxes ?? []);
  const row = isBelow ? rows[0]?.top : rows.at(-1)?.top;
  if (!next || row === undefined) return null;
  const middle = ({ left, width }: PhotoBox): number => left + width / 2;
  const candidates = [...next.boxes.entries()].filter(([, other]) => other.top === row);
  candidates.sort(([, a], [, b]) => Math.abs(middle(a) - middle(box)) - Math.abs(middle(b) - middle(box)));
  return candidates[0] ? next.first + candidates[0][0] : null;
}
