import type { Document } from '@xmldom/xmldom';
import { elementAt, required } from '../common/elements.ts';
import { descriptions, itemsOf, type Property, propertyOf, textOf } from './xmp.ts';

/** Properties with hierarchical keywords: bags and sequences of paths. */
const trees: Property[] = [
  'digiKam:TagsList',
  'MicrosoftPhoto:LastKeywordXMP',
  'lr:hierarchicalSubject',
  'mediapro:CatalogSets',
];

/** Root keywords for people in various programs and languages. */
const roots = new Set(
  (
    'people persons person faces personen leute gesichter personnes visages personas caras persone volti ' +
    'pessoas rostos personer mensen люди 人物 人々 사람'
  ).split(' '),
);

/** The names of people among the keywords of a photo, without positions. */
export function readKeywordNames(document: Document): string[] {
  const holders = descriptions(document);
  const listed = (property: Property): string[] =>
    holders.flatMap((holder) => {
      const list = propertyOf(holder, property);
      return list ? itemsOf(list).map((item) => item.textContent?.trim() ?? '') : [];
    });
  const people = listed('Iptc4xmpExt:PersonInImage');
  const keywords = trees.flatMap(listed).map((path) => path.split(/[/|]/).map((part) => part.trim()));
  const acdsee = holders
    .map((holder) => textOf(holder, 'acdsee:categories') ?? '')
    .flatMap(assignedCategories);
  return [...people, ...leavesOf([...keywords, ...acdsee])];
}

/** Last components of the paths below a root for people, without paths that are parents of others. */
function leavesOf(paths: readonly string[][]): string[] {
  const below = paths.filter((path) => path.length > 1 && roots.has(elementAt(path, 0).toLowerCase()));
  const inner = new Set(below.map((path) => path.slice(0, -1).join('\n')));
  return below.filter((path) => !inner.has(path.join('\n'))).map((path) => required(path.at(-1)));
}

/**
 * ACDSee stores its hierarchy as XML in a text: `<Category Assigned="1">Anna</Category>`, nested in its
 * parents.
 */
function assignedCategories(xml: string): string[][] {
  const found: string[][] = [];
  const path: string[] = [];
  const assigned: boolean[] = [];
  const end = () => {
    if (assigned.pop() && path.length > 0) found.push([...path]);
    path.pop();
  };
  for (const [, tag = '', text = ''] of xml.matchAll(/(<[^>]*>)([^<]*)/g)) {
    if (/^<Category\b/.test(tag)) {
      path.push(text.trim());
      assigned.push(/Assigned\s*=\s*"1"/.test(tag));
    } else if (tag === '</Category>') end();
  }
  return found;
}
