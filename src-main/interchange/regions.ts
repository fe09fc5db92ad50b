import type { Document, Element } from '@xmldom/xmldom';
import { firstItems, required } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import { descriptions, itemsOf, type Prefix, type Property, propertyOf, textOf } from './xmp.ts';

/** A face marked by another program. */
export interface FaceRegion {
  /** Empty for an unnamed face. */
  name: string;
  /**
   * Fractions of the stored or the upright picture, see {@link frames}. A point has zero width and height.
   */
  box: Box;
}

export interface Size {
  width: number;
  height: number;
}

/** Regions of the Metadata Working Group in a packet. */
export interface MwgRegions {
  /** Size in pixels of the picture in which they were marked; null if absent. */
  appliedTo: Size | null;
  faces: FaceRegion[];
}

/** The property with the Metadata Working Group's regions, if present. */
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

/** Regions of ACDSee, similar to those of the Metadata Working Group in another namespace. */
export function readAcdseeRegions(document: Document): MwgRegions {
  const regions = firstProperty(document, 'acdsee-rs:Regions');
  const list = regions && propertyOf(regions, 'acdsee-rs:RegionList');
  if (!list) return { appliedTo: null, faces: [] };
  const appliedTo = sizeIn(regions, 'acdsee-rs:AppliedToDimensions', 'acdsee-stDim');
  const faces = itemsOf(list).flatMap((item) => {
    const isOther = (textOf(item, 'acdsee-rs:Type') ?? 'Face').toLowerCase() !== 'face';
    // The area drawn by the user has priority over the detected one.
    const area = propertyOf(item, 'acdsee-rs:DLYArea') ?? propertyOf(item, 'acdsee-rs:ALGArea');
    const box = isOther || !area ? null : areaIn(area, 'acdsee-stArea', appliedTo);
    return box ? [{ name: textOf(item, 'acdsee-rs:Name') ?? '', box }] : [];
  });
  return { appliedTo, faces };
}

/** Items of the list, of faces and other types. */
export function mwgItems(regions: Element): Element[] {
  const list = propertyOf(regions, 'mwg-rs:RegionList');
  return list ? itemsOf(list) : [];
}

/** Some programs omit the type; pets, focus areas and codes have one. */
export const isFace = (item: Element): boolean =>
  (textOf(item, 'mwg-rs:Type') ?? 'Face').toLowerCase() === 'face';

export const readSize = (regions: Element): Size | null =>
  sizeIn(regions, 'mwg-rs:AppliedToDimensions', 'stDim');

function sizeIn(regions: Element, property: Property, dimensions: Prefix): Size | null {
  const applied = propertyOf(regions, property);
  if (!applied) return null;
  const [width, height] = [
    number(textOf(applied, `${dimensions}:w`)),
    number(textOf(applied, `${dimensions}:h`)),
  ];
  return width > 0 && height > 0 ? { width, height } : null;
}

export function readArea(item: Element, appliedTo: Size | null): Box | null {
  const area = propertyOf(item, 'mwg-rs:Area');
  return area ? areaIn(area, 'stArea', appliedTo) : null;
}

/**
 * An area is given by its centre; one in pixels refers to the size that it was applied to. A circle has a
 * diameter relative to the shorter side, and a point only a position.
 */
function areaIn(area: Element, prefix: Prefix, appliedTo: Size | null): Box | null {
  const read = (name: string) => number(textOf(area, `${prefix}:${name}`));
  const inPixels = textOf(area, `${prefix}:unit`) === 'pixel';
  if (inPixels && !appliedTo) return null;
  const [across, down] = inPixels ? [required(appliedTo).width, required(appliedTo).height] : [1, 1];
  const [x, y, diameter] = [read('x') / across, read('y') / down, read('d')];
  let [width, height] = [read('w') / across, read('h') / down];
  if (Number.isNaN(width) && Number.isNaN(height)) {
    const { width: wide, height: high } = appliedTo ?? { width: 1, height: 1 };
    const length = inPixels ? diameter : diameter * Math.min(wide, high);
    [width, height] = Number.isNaN(diameter) ? [0, 0] : [length / wide, length / high];
  }
  return sensible({ x: x - width / 2, y: y - height / 2, width, height });
}

/** Named people as marked by Windows Live Photo Gallery and its successors. */
export function readMicrosoftRegions(document: Document): FaceRegion[] {
  const info = firstProperty(document, 'MP:RegionInfo');
  const list = info && propertyOf(info, 'MPRI:Regions');
  if (!list) return [];
  return itemsOf(list).flatMap((item) => {
    const [x, y, width, height] = firstItems(
      (textOf(item, 'MPReg:Rectangle') ?? '').split(',').map(number),
      4,
    );
    const box = sensible({ x, y, width, height });
    return box ? [{ name: textOf(item, 'MPReg:PersonDisplayName') ?? '', box }] : [];
  });
}

function firstProperty(
  document: Document,
  property: 'mwg-rs:Regions' | 'MP:RegionInfo' | 'acdsee-rs:Regions',
): Element | undefined {
  return descriptions(document)
    .map((description) => propertyOf(description, property))
    .find((found) => found !== undefined);
}

/** A number in XMP; NaN for anything else. */
const number = (text: string | undefined): number =>
  text !== undefined && text.trim() !== '' ? Number(text) : NaN;

/** Boxes outside the picture and lines are dropped; points must be inside. */
function sensible(box: Box): Box | null {
  const { x, y, width, height } = box;
  if (width === 0 && height === 0) return x >= 0 && y >= 0 && x <= 1 && y <= 1 ? box : null;
  const overlaps = x < 1 && y < 1 && x + width > 0 && y + height > 0;
  return width > 0 && height > 0 && width <= 2 && height <= 2 && overlaps ? box : null;
}
