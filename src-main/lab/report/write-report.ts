import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';

/**
 * Checks, before hours of work, that a report can be written to a path. The path has to end in `.html` or `.htm`, so that a
 * mistyped path cannot overwrite a photo.
 * @throws FamiliarError `path-missing` where its folder is not there, else `bad-request`
 */
export async function assertReportWritable(path: string): Promise<void> {
  if (!/^\.html?$/i.test(extname(path))) {
    throw new FamiliarError('bad-request', `a report is a page: ${path} has to end in .html`);
  }
  try {
    const there = await stat(path).catch(ifMissing);
    if (there && !there.isFile()) throw new FamiliarError('bad-request', `${path} is not a file`);
    await access(there ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** @throws FamiliarError as {@link assertReportWritable} */
export async function writeReport(path: string, page: string): Promise<void> {
  await assertReportWritable(path);
  await writeFile(path, page).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function unwritable(path: string, error: unknown): FamiliarError {
  if (error instanceof FamiliarError) return error;
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new FamiliarError('path-missing', `${path}: its folder is not there`, { cause: error })
    : new FamiliarError('bad-request', `${path} cannot be written (${code})`, { cause: error });
}
