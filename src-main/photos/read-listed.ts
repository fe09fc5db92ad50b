import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { FamiliarError } from '../contract/errors.ts';
import { fileSystemError } from './scan.ts';

/** @throws FamiliarError `path-missing` or `photo-unreadable`, naming the path */
export const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => refuse(path, error));

/** @throws FamiliarError `path-missing` or `photo-unreadable`, naming the path */
export const listFolder = (path: string): Promise<Dirent[]> =>
  readdir(path, { withFileTypes: true }).catch((error: unknown) => refuse(path, error));

function refuse(path: string, error: unknown): never {
  const { code, message } = fileSystemError(error);
  throw new FamiliarError(code, `${path}: ${message}`, { cause: error });
}
