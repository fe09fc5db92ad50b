import type { Document, Element } from '@xmldom/xmldom';
import { numberAt } from '../common/typed-arrays.ts';
import { elementAt, required } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Box } from '../contract/models.ts';
import { frames, type PhotoFrame, storedSize } from './frames.ts';
import { toStored } from './orientation.ts';
import { sameIou } from './nearness.ts';
import { matchBoxes } from './overlap.ts';
import { mergeKeywords, nameRegion, withdrawName } from './own-marks.ts';
import { isFace, mwgItems, mwgProperty, readArea, readSize } from './regions.ts';
import { addDescription, addItem, ensureStructure, removeElement, setText } from './xmp.ts';

/** A named face to be written. */
export interface NamedFace {
  name: string;
  /** Fractions of the upright photo. */
  box: Box;
}

export interface MergeOptions {
  /** Write the names as keywords and as people in the picture, too. */
  keywords?: boolean;
}

/**
 * Updates an XMP document to the names of the faces in a photo. A face with a region keeps it and gets its
 * name set; regions of other faces are added. Names that Familiar wrote and that no face has any more are
 * removed [Note: What Familiar wrote]. Everything else stays: regions of other types, unknown faces, and
 * other properties of a region.
 * @returns true if the document changed
 * @throws FamiliarError `metadata-damaged` if the existing regions belong to another picture
 */
export function mergeRegions(
  document: Document,
  photo: PhotoFrame,
  faces: readonly NamedFace[],
  { keywords = false }: MergeOptions = {},
): boolean {
  const names = faces.map(({ name }) => name);
  const isRegionOther = mergeFaces(document, photo, faces);
  return mergeKeywords(document, names, keywords) || isRegionOther;
}

function mergeFaces(document: Document, photo: PhotoFrame, faces: readonly NamedFace[]): boolean {
  const there = mwgProperty(document);
  if (faces.length === 0) {
    const own = there ? mwgItems(there).filter((item) => withdrawName(item)) : [];
    // An empty list of regions is meaningless, and some programs report it as damage.
    if (own.length > 0 && mwgItems(required(there)).length === 0) removeElement(required(there));
    return own.length > 0;
  }
  const regions = there ?? ensureStructure(addDescription(document), 'mwg-rs:Regions');
  const marked = markedFaces(regions);
  const orientation = frameOf(regions, photo, marked, faces);
  const boxes = faces.map(({ box }) => toStored(box, orientation));
  const known = new Map(
    matchBoxes(
      boxes,
      marked.map(({ box }) => box),
      sameIou,
    ).map(({ first, second }) => [first, elementAt(marked, second).item]),
  );
  let changed = writeSize(regions, photo);
  const named = new Set(known.values());
  for (const { item } of marked) if (!named.has(item)) changed = withdrawName(item) || changed;
  faces.forEach(({ name }, i) => {
    const item = known.get(i);
    if (item) changed = nameRegion(item, name, false) || changed;
    else {
      addFace(regions, name, elementAt(boxes, i));
      changed = true;
    }
  });
  return changed;
}

/**
 * The orientation that maps boxes to the frame of the existing regions: of several possible ones, the one
 * with the best overlap with the faces.
 */
function frameOf(
  regions: Element,
  photo: PhotoFrame,
  marked: readonly { box: Box }[],
  faces: readonly NamedFace[],
): number {
  if (mwgItems(regions).length === 0) return photo.orientation;
  const { orientations, isDecided } = frames(photo, readSize(regions));
  if (orientations.length === 0) {
    throw new FamiliarError('metadata-damaged', 'it marks faces in a picture of other proportions');
  }
  if (isDecided) return numberAt(orientations, 0);
  const there = marked.map(({ box }) => box);
  const overlapIn = (orientation: number): number => {
    const boxes = faces.map(({ box }) => toStored(box, orientation));
    return matchBoxes(boxes, there, sameIou).reduce((sum, { iou }) => sum + iou, 0);
  };
  return orientations.reduce((best, next) => (overlapIn(next) > overlapIn(best) ? next : best));
}

function markedFaces(regions: Element): { item: Element; box: Box }[] {
  const appliedTo = readSize(regions);
  return mwgItems(regions).flatMap((item) => {
    const box = isFace(item) ? readArea(item, appliedTo) : null;
    return box ? [{ item, box }] : [];
  });
}

/**
 * Regions need the size that they refer to; an existing one is kept, since the existing regions refer to it.
 */
function writeSize(regions: Element, photo: PhotoFrame): boolean {
  if (readSize(regions) && mwgItems(regions).length > 0) return false;
  const applied = ensureStructure(regions, 'mwg-rs:AppliedToDimensions');
  const { width, height } = storedSize(photo);
  const changes = [
    setText(applied, 'stDim:w', String(width)),
    setText(applied, 'stDim:h', String(height)),
    setText(applied, 'stDim:unit', 'pixel'),
  ];
  return changes.includes(true);
}

function addFace(regions: Element, name: string, { x, y, width, height }: Box): void {
  const item = addItem(regions, 'mwg-rs:RegionList');
  nameRegion(item, name, true);
  setText(item, 'mwg-rs:Type', 'Face');
  const area = ensureStructure(item, 'mwg-rs:Area');
  setText(area, 'stArea:x', decimal(x + width / 2));
  setText(area, 'stArea:y', decimal(y + height / 2));
  setText(area, 'stArea:w', decimal(width));
  setText(area, 'stArea:h', decimal(height));
  setText(area, 'stArea:unit', 'normalized');
}

/** Rounds to a hundredth of a pixel of the largest photo. */
const decimal = (value: number): string => String(Number(value.toFixed(6)));
