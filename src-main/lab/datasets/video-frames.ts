import { join } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import { looksLikePhoto } from '../../contract/photo-endings.ts';
import { listFolder } from '../../photos/read-listed.ts';

/** Frame 9 comes before frame 10, whether or not their numbers have leading zeros. */
const byName = new Intl.Collator('en', { numeric: true });

/**
 * Lists the first frames of a video, which is a folder of pictures, in the order of their names.
 * @param video `<Person>/<video>` within `images`
 * @throws FamiliarError `path-missing` where there is no such folder or no frame in it, or `photo-unreadable`
 */
export async function listFrames(images: string, video: string, limit: number): Promise<string[]> {
  const folder = join(images, ...video.split('/'));
  const names = (await listFolder(folder)).map((entry) => entry.name).filter(looksLikePhoto);
  if (names.length === 0) {
    throw new FamiliarError('path-missing', `the pairs list names a video without frames: ${folder}`);
  }
  return names
    .sort(byName.compare)
    .slice(0, limit)
    .map((name) => join(folder, name));
}
