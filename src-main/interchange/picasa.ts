import { elementAt, firstItems } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import type { FaceRegion } from './regions.ts';

/** Picasa's coordinates are 16-bit fractions of the picture's sides. */
const steps = 65535;
/** The id of an unnamed contact. */
const nobody = 'ffffffffffffffff';

/**
 * Reads the faces of one photo from the `.picasa.ini` of its folder. Names are in the file's list of
 * contacts; a face with an unlisted contact has no name.
 * @param name file name of the photo
 */
export function readPicasaFaces(ini: string, name: string): FaceRegion[] {
  const sections = sectionsOf(ini);
  const contacts = new Map(
    ['contacts2', 'contacts'].flatMap((section) =>
      [...(sections.get(section) ?? [])].map(([id, entry]) => [
        id.toLowerCase(),
        elementAt(entry.split(/[;,]/), 0).trim(),
      ]),
    ),
  );
  const faces = sections.get(name.toLowerCase())?.get('faces') ?? '';
  return faces.split(';').flatMap((face) => {
    const [, rectangle, contact] = /^rect64\(([0-9a-f]{1,16})\),([0-9a-f]{1,16})$/i.exec(face.trim()) ?? [];
    const box = rectangle === undefined ? null : boxOf(rectangle);
    if (!box || contact === undefined) return [];
    const id = contact.toLowerCase();
    return [{ name: id === nobody ? '' : (contacts.get(id) ?? ''), box }];
  });
}

/** Left, top, right and bottom, four hexadecimal digits each; leading zeroes are omitted. */
function boxOf(rectangle: string): Box | null {
  const digits = rectangle.padStart(16, '0');
  const [left, top, right, bottom] = firstItems(
    [0, 4, 8, 12].map((at) => parseInt(digits.slice(at, at + 4), 16) / steps),
    4,
  );
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

/** Section names in lower case; keys unchanged. */
function sectionsOf(ini: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of ini.split(/\r?\n/)) {
    const title = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (title !== undefined) sections.set(title.toLowerCase(), (section = new Map<string, string>()));
    else if (line.includes('='))
      section.set(line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1));
  }
  return sections;
}
