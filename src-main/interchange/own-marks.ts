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
 * [Note: What Familiar wrote]
 * A name that is taken back in Familiar has to leave the files that it was written into, and a name that another
 * program wrote must not. So what Familiar writes is marked, in the file itself, which may be read by another library
 * than the one that wrote it: a region holds the name that Familiar gave it, and the name that it had before; names among
 * the keywords are listed once more in a property of Familiar's own. A name that has been changed since, or of which
 * the mark is gone, is another program's.
 */

/** The name that Familiar wrote into a region. */
const wrote: Property = 'familiar:Wrote';
/** The name that the region had before; not there where Familiar made the region. */
const before: Property = 'familiar:Before';
/** What Familiar wrote among the keywords: each time the property, a space and the text. */
const keywords: Property = 'familiar:Keywords';

/** Namespace of the marks, by which a file that holds some is told at a glance. */
export const ownNamespace = 'urn:familiar:xmp:1';

/** Gives a region a name, and marks it. @param isNew Familiar has just made the region */
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
 * Takes the name of a region back, where Familiar gave it: the region goes, or has the name again that it had.
 * @returns whether that was so
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

/** How each list of keywords writes the name of a person. */
const lists: [Property, 'Bag' | 'Seq', (name: string) => string][] = [
  ['dc:subject', 'Bag', (name) => name],
  ['digiKam:TagsList', 'Seq', (name) => `People/${name}`],
  ['lr:hierarchicalSubject', 'Bag', (name) => `People|${name}`],
  ['Iptc4xmpExt:PersonInImage', 'Bag', (name) => name],
];

/**
 * Writes names among the keywords and as people in the picture, and takes back those that Familiar wrote and that are
 * true no more.
 * @param isWanted writes them; otherwise those that are there are only taken back
 * @returns whether anything changed
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
