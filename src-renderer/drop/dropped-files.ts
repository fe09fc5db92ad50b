/** A file to send, with the path that it had inside what was dropped, segments parted by `/`. */
export interface DroppedFile {
  path: string;
  file: File;
}

/** Endings of photos for which browsers often know no media type. */
const photoEnding =
  /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|hei[cf]|bmp|jxl|jp2|nef|nrw|cr[23]|arw|dng|raf|orf|rw2|pef|srw)$/i;

/** Whether a file is worth sending to the engine. */
export const isPhoto = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') ? type !== 'image/svg+xml' : photoEnding.test(name);

/**
 * Takes the entries out of a drop. They are gone once the event handler has returned, so this comes first
 * in it, before anything is awaited.
 */
export function entriesOf(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
}

/** Every photo in the dropped files and folders, at any depth; what is hidden is left alone. */
export async function* walk(entries: readonly FileSystemEntry[]): AsyncGenerator<DroppedFile> {
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory) {
      yield* walk(await childrenOf(entry as FileSystemDirectoryEntry));
    } else {
      const file = await fileOf(entry as FileSystemFileEntry);
      if (isPhoto(file)) yield { path: entry.fullPath.replace(/^\//, ''), file };
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
