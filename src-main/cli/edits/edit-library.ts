import { existsSync } from 'node:fs';
import type { EditEntry, Edited } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import { isPersonId } from '../../contract/person-id.ts';
import { libraryLayout } from '../../library/layout.ts';
import { openLibrary } from '../../library/open.ts';
import { printJson } from '../options.ts';
import { describeEdit } from './edit-words.ts';

export interface EditOptions {
  library: string;
  json?: boolean;
  /** Distance at which people are shown; the last chosen one by default. */
  distance?: number;
}

export interface EditContext {
  handlers: Handlers;
  distance: number;
  call: { signal: AbortSignal };
}

/**
 * Opens an existing library that no other process has open, and works on it.
 * @throws FamiliarError `not-found`, `library-busy`
 */
export async function withLibrary<T>(
  options: EditOptions,
  work: (context: EditContext) => Promise<T>,
): Promise<T> {
  const layout = libraryLayout(options.library);
  if (!existsSync(layout.database)) {
    throw new FamiliarError('not-found', `there is no library in ${layout.root}`);
  }
  const library = await openLibrary(options.library);
  try {
    const { handlers } = library;
    const call = { signal: new AbortController().signal };
    const distance = options.distance ?? (await handlers['library.status']({}, call)).distance;
    const result = await work({ handlers, distance, call });
    await library.backups.makeDaily();
    return result;
  } finally {
    await library.close();
  }
}

/** Makes an edit, and reports what it did. */
export async function runEdit(
  options: EditOptions,
  make: (context: EditContext) => Promise<Edited<object>> | Edited<object>,
): Promise<void> {
  const { result, edit, changed } = await withLibrary(options, async (context) => make(context));
  if (options.json) printJson({ ...result, edit, changed });
  else process.stdout.write(edit ? sentence(edit, result) : 'Nothing has changed.\n');
}

function sentence({ summary }: EditEntry, result: object): string {
  const ids = Object.entries(result).filter(([, id]) => isPersonId(String(id)));
  const told = ids.map(([what, id]) => (what === 'id' ? String(id) : `${what}: ${String(id)}`)).join(', ');
  return `${describeEdit(summary)}${told && ` (${told})`}.\n`;
}
