import type { Document, Element } from '@xmldom/xmldom';
import type { Box } from '../contract/models.ts';
import { descriptions, itemsOf, propertyOf, textOf } from './xmp.ts';

/** A face that another program has marked. */
export interface FaceRegion {
  /** Empty where nobody has named it. */
  name: string;
  /** Fractions, in the picture as it is stored or upright: see {@link frames}. */
  box: Box;
}

export interface Size {
  width: number;
  height: number;
}

/** The regions of the Metadata Working Group in a packet. */
export interface MwgRegions {
  /** Size in pixels of the picture on which they were marked; null where it does not say. */
  appliedTo: Size | null;
  faces: FaceRegion[];
}

/** The property that holds the Metadata Working Group's regions, where there is one. */
export const mwgProperty = (document: Document): Element | undefined =>
  firstProperty(document, 'mwg-rs:Regions');

/** @see Metadata Working Group, Guidelines for handling image metadata 2.0, section 5.9 */
export function readMwgRegions(document: Document): MwgRegions {
  const regions = mwgProperty(document);
  if (!regions) return { appliedTo: null, faces: [] };
  const appliedTo = readSize(regions);
  const faces = mwgItems(regions).flatMap((item) => {
    const box = readArea(item, appliedTo);
    return box && isFace(item) ? [{ name: textOf(item, 'mwg-rs:Name') ?? '', box }] : [];
  });
  return { appliedTo, faces };
}

/** Items of the list, faces and others. */
export function mwgItems(regions: Element): Element[] {
  const list = propertyOf(regions, 'mwg-rs:RegionList');
  return list ? itemsOf(list) : [];
}

/** Some programs leave the type out; pets, foci and codes say what they are. */
export const isFace = (item: Element): boolean =>
  (textOf(item, 'mwg-rs:Type') ?? 'Face').toLowerCase() === 'face';

export function readSize(regions: Element): Size | null {
  const applied = propertyOf(regions, 'mwg-rs:AppliedToDimensions');
  if (!applied) return null;
  const [width, height] = [number(textOf(applied, 'stDim:w')), number(textOf(applied, 'stDim:h'))];
  return width > 0 && height > 0 ? { width, height } : null;
}

/** An area is given by its centre; one in pixels counts on the size that it was applied to. */
export function readArea(item: Element, appliedTo: Size | null): Box | null {
  const area = propertyOf(item, 'mwg-rs:Area');
  if (!area) return null;
  const inPixels = textOf(area, 'stArea:unit') === 'pixel';
  if (inPixels && !appliedTo) return null;
  const [across, down] = inPixels ? [appliedTo!.width, appliedTo!.height] : [1, 1];
  const width = number(textOf(area, 'stArea:w')) / across;
  const height = number(textOf(area, 'stArea:h')) / down;
  const x = number(textOf(area, 'stArea:x')) / across - width / 2;
  const y = number(textOf(area, 'stArea:y')) / down - height / 2;
  return sensible({ x, y, width, height });
}

/** Named people as Windows Live Photo Gallery and its successors mark them. */
export function readMicrosoftRegions(document: Document): FaceRegion[] {
  const info = firstProperty(document, 'MP:RegionInfo');
  const list = info && propertyOf(info, 'MPRI:Regions');
  if (!list) return [];
  return itemsOf(list).flatMap((item) => {
    const [x, y, width, height] = (textOf(item, 'MPReg:Rectangle') ?? '').split(',').map(number);
    const box = sensible({ x, y, width, height });
    return box ? [{ name: textOf(item, 'MPReg:PersonDisplayName') ?? '', box }] : [];
  });
}

function firstProperty(
  document: Document,
  property: 'mwg-rs:Regions' | 'MP:RegionInfo',
): Element | undefined {
  return descriptions(document)
    .map((description) => propertyOf(description, property))
    .find((found) => found !== undefined);
}

/** A number as XMP writes it; NaN for anything else. */
const number = (text: string | undefined): number =>
  text !== undefined && text.trim() !== '' ? Number(text) : NaN;

/** Boxes of no area, and boxes beside the picture, mark nothing. */
function sensible(box: Box): Box | null {
  const { x, y, width, height } = box;
  const overlaps = x < 1 && y < 1 && x + width > 0 && y + height > 0;
  return width > 0 && height > 0 && width <= 2 && height <= 2 && overlaps ? box : null;
}
