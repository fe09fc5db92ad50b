import type { Document, Element } from '@xmldom/xmldom';
import {
  addDescription,
  addListText,
  descriptions,
  listTexts,
  type Property,
  removeElement,
  removeListText,
  setText,
  textOf,
} from './xmp.ts';

/**
 * [Note: What Familiar wrote] A name that is removed in Familiar must be removed from the files with it, but
 * a name written by another program must not. So Familiar marks what it writes, in the file itself, which
 * another library may read: a region has the name that Familiar gave it, and its earlier name; keywords are
 * listed again in a property of Familiar's own. A name that has changed since, or lost its mark, belongs to
 * another program.
 */

/** The name that Familiar wrote into a region. */
const wrote: Property = 'familiar:Wrote';
/** The earlier name of the region; absent if Familiar created the region. */
const before: Property = 'familiar:Before';
/** Keywords written by Familiar: the property, a space and the text. */
const keywords: Property = 'familiar:Keywords';

/** Namespace of the marks, which identifies a file with marks quickly. */
export const ownNamespace = 'urn:familiar:xmp:1';

/** Names a region and marks the name. @param isNew true if Familiar has just created the region */
export function nameRegion(item: Element, name: string, isNew: boolean): boolean {
  const was = textOf(item, 'mwg-rs:Name') ?? '';
  if (!isNew && was === name) return false;
  const isOwn = textOf(item, wrote) !== undefined && textOf(item, wrote) === was;
  setText(item, 'mwg-rs:Name', name);
  if (!isNew && !isOwn) setText(item, before, was);
  setText(item, wrote, name);
  return true;
}

/**
 * Removes the name of a region if Familiar gave it: the region is deleted, or gets its earlier name.
 * @returns true if the name was removed
 */
export function withdrawName(item: Element): boolean {
  const own = textOf(item, wrote);
  if (own === undefined || own !== (textOf(item, 'mwg-rs:Name') ?? '')) return false;
  const was = textOf(item, before);
  if (was === undefined) removeElement(item);
  else {
    setText(item, 'mwg-rs:Name', was);
    for (const mark of [wrote, before]) removeElement(item, mark);
  }
  return true;
}

/** Format of a person's name in each list of keywords. */
const lists: [Property, 'Bag' | 'Seq', (name: string) => string][] = [
  ['dc:subject', 'Bag', (name) => name],
  ['digiKam:TagsList', 'Seq', (name) => `People/${name}`],
  ['lr:hierarchicalSubject', 'Bag', (name) => `People|${name}`],
  ['Iptc4xmpExt:PersonInImage', 'Bag', (name) => name],
];

/**
 * Writes names as keywords and as people in the picture, and removes those that Familiar wrote and that are
 * outdated.
 * @param isWanted false to only remove outdated names
 * @returns true if anything changed
 */
export function mergeKeywords(document: Document, names: readonly string[], isWanted: boolean): boolean {
  const wanted = new Set(
    lists.flatMap(([property, , text]) => names.map((name) => `${property} ${text(name)}`)),
  );
  let changed = false;
  for (const entry of listTexts(document, keywords)) {
    if (wanted.has(entry)) continue;
    const list = lists.find(([property]) => entry.startsWith(`${property} `));
    if (list) removeListText(document, list[0], entry.slice(list[0].length + 1));
    removeListText(document, keywords, entry);
    changed = true;
  }
  if (!isWanted) return changed;
  for (const [property, kind, text] of lists) {
    for (const name of new Set(names)) {
      if (listTexts(document, property).includes(text(name))) continue;
      addListText(holderOf(document), property, kind, text(name));
      addListText(holderOf(document), keywords, 'Bag', `${property} ${text(name)}`);
      changed = true;
    }
  }
  return changed;
}

const holderOf = (document: Document): Element => descriptions(document)[0] ?? addDescription(document);
