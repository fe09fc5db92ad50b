import { type Document, DOMImplementation, DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';
import { elementAt, firstItems, required } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';

/** Namespaces of the supported properties, by their usual prefix. */
export const namespaces = {
  x: 'adobe:ns:meta/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  /** Regions of the Metadata Working Group. */
  'mwg-rs': 'http://www.metadataworkinggroup.com/schemas/regions/',
  stArea: 'http://ns.adobe.com/xmp/sType/Area#',
  stDim: 'http://ns.adobe.com/xap/1.0/sType/Dimensions#',
  MP: 'http://ns.microsoft.com/photo/1.2/',
  MPRI: 'http://ns.microsoft.com/photo/1.2/t/RegionInfo#',
  MPReg: 'http://ns.microsoft.com/photo/1.2/t/Region#',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  /** Regions of ACDSee. */
  'acdsee-rs': 'http://ns.acdsee.com/regions/',
  'acdsee-stArea': 'http://ns.acdsee.com/sType/Area#',
  'acdsee-stDim': 'http://ns.acdsee.com/sType/Dimensions#',
  acdsee: 'http://ns.acdsee.com/iptc/1.0/',
  /** Hierarchical keywords. */
  digiKam: 'http://www.digikam.org/ns/1.0/',
  MicrosoftPhoto: 'http://ns.microsoft.com/photo/1.0/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  mediapro: 'http://ns.iview-multimedia.com/mediapro/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  /** Familiar's own marks. */
  familiar: 'urn:familiar:xmp:1',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
} as const;

export type Prefix = keyof typeof namespaces;

/** Name of a property, as `prefix:local`. */
export type Property = `${Prefix}:${string}`;

/**
 * Parses an XMP packet or a sidecar.
 * @throws FamiliarError `metadata-damaged`
 */
export function parseXmp(bytes: Uint8Array): Document {
  try {
    const parser = new DOMParser({
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message);
      },
    });
    const document = parser.parseFromString(decode(bytes), 'text/xml');
    if (descriptions(document).length > 0 || rootOf(document)) return document;
  } catch (cause) {
    throw new FamiliarError('metadata-damaged', `the XMP is not well-formed: ${firstLine(cause)}`, { cause });
  }
  throw new FamiliarError('metadata-damaged', 'there is no RDF in the XMP');
}

/** An empty sidecar. */
export function emptyXmp(): Document {
  const document = new DOMImplementation().createDocument(namespaces.x, 'x:xmpmeta', null);
  const rdf = document.createElementNS(namespaces.rdf, 'rdf:RDF');
  required(document.documentElement).appendChild(rdf);
  return document;
}

/** Serialises a document as text for UTF-8. */
export const serialiseXmp = (document: Document): string =>
  new XMLSerializer().serializeToString(document).replace(/^(<\?xml[^>]*encoding=["'])[\w-]+/, '$1UTF-8');

/** Sidecars are UTF-8; a few programs write UTF-16 with a byte order mark. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  // Sidecars end in padding, packets sometimes in NULs, which XML does not allow.
  return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/\0+$/, '');
}

const firstLine = (cause: unknown): string =>
  elementAt((cause instanceof Error ? cause.message : String(cause)).split('\n'), 0);

const rootOf = (document: Document): Element | undefined =>
  [...document.getElementsByTagNameNS(namespaces.rdf, 'RDF')][0];

const childElements = (node: Element): Element[] =>
  [...node.childNodes].filter((child): child is Element => child.nodeType === child.ELEMENT_NODE);

/** Programs write one namespace with and without a trailing slash. */
const isNamed = (element: Element, prefix: Prefix, local: string): boolean =>
  element.localName === local &&
  element.namespaceURI?.replace(/\/$/, '') === namespaces[prefix].replace(/\/$/, '');

function split(property: Property): [Prefix, string] {
  const [prefix, local] = firstItems(property.split(':'), 2);
  return [prefix as Prefix, local];
}

/** The descriptions over which the properties of the photo are distributed. */
export function descriptions(document: Document): Element[] {
  const root = rootOf(document);
  return root ? childElements(root).filter((child) => isNamed(child, 'rdf', 'Description')) : [];
}

/**
 * The element of a property.
 * @param owner a description, a structured property, or an item of a list
 */
export function propertyOf(owner: Element, property: Property): Element | undefined {
  const [prefix, local] = split(property);
  return childElements(structure(owner)).find((child) => isNamed(child, prefix, local));
}

/** The text of a property, written as an attribute or an element; undefined if absent. */
export function textOf(owner: Element, property: Property): string | undefined {
  const [prefix, local] = split(property);
  const node = structure(owner);
  for (const holder of new Set([node, owner])) {
    if (holder.hasAttributeNS(namespaces[prefix], local)) {
      return required(holder.getAttributeNS(namespaces[prefix], local)).trim();
    }
  }
  return propertyOf(owner, property)?.textContent?.trim();
}

/** The items of a property that is a bag, a sequence or an alternative. */
export function itemsOf(property: Element): Element[] {
  return listsIn(property).flatMap((list) =>
    childElements(list).filter((item) => isNamed(item, 'rdf', 'li')),
  );
}

/** RDF puts the members of a structure into the property itself, or into a nested description. */
function structure(owner: Element): Element {
  if (isNamed(owner, 'rdf', 'Description')) return owner;
  return childElements(owner).find((child) => isNamed(child, 'rdf', 'Description')) ?? owner;
}

const listsIn = (property: Element): Element[] =>
  childElements(property).filter((child) =>
    ['Bag', 'Seq', 'Alt'].some((kind) => isNamed(child, 'rdf', kind)),
  );

/** Sets the text of a property in place, or adds an element. @returns true if it changed */
export function setText(owner: Element, property: Property, text: string): boolean {
  const [prefix, local] = split(property);
  const written = legalText(text);
  if (textOf(owner, property) === written) return false;
  const attributed = [structure(owner), owner].find((holder) =>
    holder.hasAttributeNS(namespaces[prefix], local),
  );
  if (attributed) {
    attributed.setAttributeNS(
      namespaces[prefix],
      required(attributed.getAttributeNodeNS(namespaces[prefix], local)).name,
      written,
    );
  } else {
    (propertyOf(owner, property) ?? addElement(structure(owner), property)).textContent = written;
  }
  return true;
}

/** The element of a structured property, added if absent. */
export function ensureStructure(owner: Element, property: Property): Element {
  return propertyOf(owner, property) ?? asStructure(addElement(structure(owner), property));
}

/** Adds an item to a list property, which is added if absent. */
export function addItem(owner: Element, property: Property): Element {
  const list = propertyOf(owner, property) ?? addElement(structure(owner), property);
  const bag = listsIn(list)[0] ?? addElement(list, 'rdf:Bag');
  return asStructure(addElement(bag, 'rdf:li'));
}

/** All texts in the lists of a property. */
export const listTexts = (document: Document, property: Property): string[] =>
  listItems(document, property).map((item) => item.textContent?.trim() ?? '');

const listItems = (document: Document, property: Property): Element[] =>
  descriptions(document).flatMap((description) => {
    const list = propertyOf(description, property);
    return list ? itemsOf(list) : [];
  });

/** Adds a text to a list property, which is added if absent. */
export function addListText(owner: Element, property: Property, kind: 'Bag' | 'Seq', text: string): void {
  const list = propertyOf(owner, property) ?? addElement(owner, property);
  const bag = listsIn(list)[0] ?? addElement(list, `rdf:${kind}`);
  addElement(bag, 'rdf:li').textContent = legalText(text);
}

/** Removes a text from the lists of a property, and empty lists. */
export function removeListText(document: Document, property: Property, text: string): void {
  for (const item of listItems(document, property)) {
    if (item.textContent?.trim() !== text) continue;
    const list = item.parentNode as Element;
    list.removeChild(item);
    if (childElements(list).length === 0) list.parentNode?.parentNode?.removeChild(list.parentNode);
  }
}

/** Removes an element, or one property of it, whether an element or an attribute. */
export function removeElement(element: Element, property?: Property): void {
  if (property === undefined) {
    element.parentNode?.removeChild(element);
    return;
  }
  const [prefix, local] = split(property);
  for (const holder of [structure(element), element]) holder.removeAttributeNS(namespaces[prefix], local);
  const found = propertyOf(element, property);
  found?.parentNode?.removeChild(found);
}

/** Adds a description with the subject of the existing ones. */
export function addDescription(document: Document): Element {
  const about = descriptions(document)
    .map((other) => other.getAttributeNS(namespaces.rdf, 'about'))
    .find((subject) => subject !== null);
  const added = addElement(required(rootOf(document)), 'rdf:Description');
  added.setAttributeNS(namespaces.rdf, 'rdf:about', about ?? '');
  return added;
}

function asStructure(element: Element): Element {
  element.setAttributeNS(namespaces.rdf, 'rdf:parseType', 'Resource');
  return element;
}

function addElement(parent: Element, property: Property): Element {
  const [prefix] = split(property);
  const element = required(parent.ownerDocument).createElementNS(namespaces[prefix], property);
  parent.appendChild(element);
  return element;
}

/** Removes characters that XML 1.0 does not allow. */
const legalText = (text: string): string =>
  text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');
