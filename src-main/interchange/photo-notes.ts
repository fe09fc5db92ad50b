import { basename } from 'node:path';
import type { Document } from '@xmldom/xmldom';
import { required } from '../common/elements.ts';
import {
  atInstant,
  type DatedBy,
  dateInName,
  type PhotoNotes,
  readDate,
  type TakenAt,
} from '../photos/dates.ts';
import { type ExifNotes, placeOf, readExif } from '../photos/exif.ts';
import { readTakeout } from './takeout.ts';
import { descriptions, parseXmp, type Property, textOf } from './xmp.ts';

/** Metadata blocks in the header of a photo, as given by sharp. */
export interface MetadataBlocks {
  exif?: Buffer | undefined;
  xmp?: Buffer | undefined;
  iptc?: Buffer | undefined;
}

/** A companion file with its content. */
export interface ReadCompanion {
  kind: 'xmp' | 'takeout' | 'picasa';
  bytes: Uint8Array;
}

interface XmpDates {
  original: TakenAt | null;
  created: TakenAt | null;
}

/**
 * Date and place of a photo. The capture time has priority over the time of scanning; of equal kinds, EXIF
 * comes first, then XMP, IPTC, companion files, GPS, and the file name.
 */
export function readPhotoNotes(
  path: string,
  { exif, xmp, iptc }: MetadataBlocks,
  companions: readonly ReadCompanion[],
): PhotoNotes {
  const camera = readExif(exif);
  const inside = xmpDates(xmp);
  const beside = companions.filter(({ kind }) => kind === 'xmp').map(({ bytes }) => xmpDates(bytes));
  const google = companions
    .filter(({ kind }) => kind === 'takeout')
    .map(({ bytes }) => readTakeout(new TextDecoder().decode(bytes)))
    .find((notes) => notes !== null);
  const googleDate = google && google.takenAt !== null ? atInstant(google.takenAt) : null;
  const candidates: [TakenAt | null | undefined, DatedBy['from']][] = [
    [camera.original, 'exif'],
    [inside.original, 'xmp'],
    [iptcDate(iptc), 'iptc'],
    ...beside.map(({ original }): [TakenAt | null, 'sidecar'] => [original, 'sidecar']),
    [googleDate, 'sidecar'],
    [camera.digitised, 'exif'],
    [inside.created, 'xmp'],
    ...beside.map(({ created }): [TakenAt | null, 'sidecar'] => [created, 'sidecar']),
    [camera.gps, 'gps'],
    [dateInName(basename(path)), 'name'],
    [camera.changed, 'exif'],
  ];
  const found = candidates.find(([date]) => date);
  return {
    date: found ? { ...required(found[0]), from: found[1] } : null,
    place: placeIn(camera) ?? placeOf(google?.place?.latitude, google?.place?.longitude),
  };
}

const placeIn = ({ place }: ExifNotes) => place;

function xmpDates(bytes: Uint8Array | undefined): XmpDates {
  if (!bytes) return { original: null, created: null };
  try {
    const document = parseXmp(bytes);
    return {
      original: dateOf(document, ['exif:DateTimeOriginal', 'photoshop:DateCreated']),
      created: dateOf(document, ['exif:DateTimeDigitized', 'xmp:CreateDate']),
    };
  } catch {
    return { original: null, created: null };
  }
}

function dateOf(document: Document, properties: readonly Property[]): TakenAt | null {
  for (const property of properties) {
    for (const description of descriptions(document)) {
      const date = readDate(textOf(description, property) ?? '');
      if (date) return date;
    }
  }
  return null;
}

/** Datasets of the second record: `1C 02`, the number, the length in two bytes (IPTC-IIM 4.2). */
const [dateCreated, timeCreated] = [55, 60];

function iptcDate(iptc: Buffer | undefined): TakenAt | null {
  const date = iptc && dataset(iptc, dateCreated, 8);
  if (!date) return null;
  const time = /^(\d\d)(\d\d)(\d\d)([+-]\d{4})?$/.exec(dataset(iptc, timeCreated, 6, 11) ?? '');
  const clock = time ? ` ${time[1]}:${time[2]}:${time[3]}${time[4] ?? ''}` : '';
  return readDate(date + clock) ?? readDate(date);
}

/** The text of a dataset with one of the lengths; the block may be wrapped in Photoshop resources. */
function dataset(iptc: Buffer, number: number, ...lengths: number[]): string | null {
  for (const length of lengths) {
    const at = iptc.indexOf(Buffer.of(0x1c, 2, number, 0, length));
    if (at >= 0) return iptc.subarray(at + 5, at + 5 + length).toString('latin1');
  }
  return null;
}
