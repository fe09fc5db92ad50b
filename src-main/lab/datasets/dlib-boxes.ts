import { firstItems } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { PixelBox } from '../../faces/boxes.ts';

/** A face that a person has marked. */
export interface MarkedBox extends PixelBox {
  /** True where the box counts neither for nor against a detector. */
  ignore: boolean;
}

export interface MarkedPhoto {
  /** Path as written in the file, relative to that file's folder. */
  file: string;
  boxes: MarkedBox[];
}

/** Matches comments, declarations and tags, in which quotes may hold a `>`. */
const markup = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\w[^>]*>|<((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the boxes of dlib's image metadata format, which its `imglab` tool writes: `<image file>` elements that
 * hold `<box top left width height>` ones. What else is in it (labels, parts, comments) is passed over.
 * @throws FamiliarError `bad-request` naming what cannot be read
 */
export function parseDlibBoxes(xml: string): MarkedPhoto[] {
  const photos: MarkedPhoto[] = [];
  let open: MarkedPhoto | null = null;
  let isDataset = false;
  for (const [, content] of xml.matchAll(markup)) {
    const [, name = '', rest = ''] = /^(\/?[\w:.-]+)([\s\S]*)$/.exec(content ?? '') ?? [];
    if (name === 'dataset') isDataset = true;
    else if (name === '/image') open = null;
    else if (name === 'image') {
      const { file } = attributesOf(rest);
      if (!file) throw new FamiliarError('bad-request', 'an image of the boxes file names no file');
      const photo = { file, boxes: [] };
      photos.push(photo);
      open = rest.trimEnd().endsWith('/') ? null : photo;
    } else if (name === 'box') {
      if (!open) throw new FamiliarError('bad-request', 'the boxes file has a box outside an image');
      open.boxes.push(parseBox(attributesOf(rest), open.file));
    }
  }
  if (!isDataset)
    throw new FamiliarError('bad-request', 'the boxes file is not of dlib’s format (no dataset)');
  if (photos.length === 0) throw new FamiliarError('bad-request', 'the boxes file names no image');
  return photos;
}

function parseBox(attributes: Record<string, string>, file: string): MarkedBox {
  const whole = (name: string): number => {
    const text = attributes[name] ?? '';
    if (!/^-?\d{1,7}$/.test(text)) {
      throw new FamiliarError('bad-request', `${file}: a box has no whole number as its ${name}: "${text}"`);
    }
    return Number(text);
  };
  const [top, left, width, height] = firstItems(['top', 'left', 'width', 'height'].map(whole), 4);
  if (width < 1 || height < 1) throw new FamiliarError('bad-request', `${file}: a box is empty`);
  return { left, top, right: left + width, bottom: top + height, ignore: attributes['ignore'] === '1' };
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(attribute)].map(([, name, double, single]) => [
    name,
    (double ?? single ?? '').replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole),
  ]);
  return Object.fromEntries(found) as Record<string, string>;
}
