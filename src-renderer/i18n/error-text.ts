import { FamiliarError } from '../../src-main/contract/errors.ts';
import { en } from './en.ts';

/** What to tell the user about anything thrown. */
export function errorText(thrown: unknown): string {
  return en.errors[thrown instanceof FamiliarError ? thrown.code : 'internal'];
}
