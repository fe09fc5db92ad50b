import { ExifTool } from 'exiftool-vendored';
import { atInstant, type PhotoNotes, readDate, type TakenAt } from '../photos/dates.ts';
import { placeOf } from '../photos/exif.ts';

/** Tags that are read, in ExifTool's names; numbers without units. */
const tags = ['CreationDate', 'DateTimeOriginal', 'CreateDate', 'GPSLatitude', 'GPSLongitude'];

/**
 * Date and place in the container of a film, by ExifTool. Nothing where it cannot run, on Linux and macOS without Perl.
 * @param exiftoolPath by default the bundled one
 */
export async function readFilmNotes(path: string, exiftoolPath?: string): Promise<PhotoNotes> {
  const tool = new ExifTool({
    maxProcs: 1,
    taskRetries: 0,
    ...(exiftoolPath === undefined ? {} : { exiftoolPath }),
  });
  // An ExifTool that cannot start tells it here as well.
  tool.on('startError', () => {});
  try {
    const readArgs = ['-n', ...tags.map((tag) => `-${tag}`)];
    const found: Record<string, unknown> = await tool.readRaw(path, { readArgs });
    const date = datesIn(found).find((one) => one !== null);
    return {
      date: date ? { ...date, from: 'film' } : null,
      place: placeOf(numberIn(found['GPSLatitude']), numberIn(found['GPSLongitude'])),
    };
  } catch {
    return { date: null, place: null };
  } finally {
    await tool.end();
  }
}

/** Apple writes the clock of the place with its zone; the other dates of MP4 and WebM are in UTC. */
function datesIn(found: Record<string, unknown>): (TakenAt | null)[] {
  const text = (tag: string) => (typeof found[tag] === 'string' ? found[tag].replace(/ DST$/, '') : '');
  const original = text('DateTimeOriginal');
  return [
    readDate(text('CreationDate')),
    original.endsWith('Z') ? instantOf(original) : readDate(original),
    instantOf(text('CreateDate')),
  ];
}

function instantOf(text: string): TakenAt | null {
  const date = readDate(text);
  return date?.takenAt.includes('T') ? atInstant(Date.parse(`${date.takenAt}Z`) / 1000) : null;
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
