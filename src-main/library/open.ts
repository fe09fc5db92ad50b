import { abandonedBatches } from '../services/imports/received.ts';
import { libraryLayout } from './layout.ts';
import { Library, type LibraryOptions } from './library.ts';

export interface OpenOptions extends LibraryOptions {
  /** Continue at once what an earlier process left unfinished: an import, the promotion of a model. */
  resume?: boolean;
  /** Look at the imported folders now, and watch them, unless the user has switched that off. */
  watch?: boolean;
}

/**
 * Opens a library for work, creating it where there is none.
 * @throws FamiliarError `library-busy`, `library-newer`, `library-damaged`, `library-unwritable`
 */
export async function openLibrary(directory: string, options: OpenOptions = {}): Promise<Library> {
  const library = new Library(directory, options);
  if (options.resume) {
    library.imports.resumeInterrupted();
    const abandoned = abandonedBatches(libraryLayout(directory).received);
    if (abandoned.length > 0) library.imports.start(abandoned, { quiet: true });
    library.models.resumeInterrupted();
    void library.backups.makeEveryDay();
    void library.removals.purgeInTime();
  }
  if (options.watch) library.watch();
  return library;
}
