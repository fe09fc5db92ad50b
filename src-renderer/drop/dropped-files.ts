import { looksLikeFilm, looksLikePhoto } from '../../src-main/contract/photo-endings.ts';

/** A file to send, with the path that it had inside what was dropped, segments parted by `/`. */
export interface DroppedFile {
  path: string;
  file: File;
}

/** True if a file is worth sending to the engine. Browsers know no media type for many photos. */
export const isPhoto = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/')
    ? type !== 'image/svg+xml'
    : type.startsWith('video/') || looksLikePhoto(name) || looksLikeFilm(name);

/** A dropped folder or file; a bare file where it does not come from the file system. */
export type DroppedItem = FileSystemEntry | File;

/**
 * Takes what was dropped out of its event. It is gone once the event handler has returned, so this comes first in it,
 * before anything is awaited.
 */
export function itemsOf(transfer: DataTransfer): DroppedItem[] {
  return [...transfer.items]
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((item) => item !== null);
}

/** Every photo in the dropped files and folders, at any depth; what is hidden is left alone. */
export async function* walk(items: readonly DroppedItem[]): AsyncGenerator<DroppedFile> {
  for (const item of items) {
    if (item.name.startsWith('.')) continue;
    if (item instanceof File) {
      if (isPhoto(item)) yield { path: item.name, file: item };
    } else if (item.isDirectory) {
      yield* walk(await childrenOf(item as FileSystemDirectoryEntry));
    } else {
      const file = await fileOf(item as FileSystemFileEntry);
      if (isPhoto(file)) yield { path: item.fullPath.replace(/^\//, ''), file };
    }
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a directory in pieces (100 entries in Chromium) and ends with an empty one. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return children;
    children.push(...piece);
  }
}
