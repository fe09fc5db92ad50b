import { FamiliarError } from '../../src-main/contract/errors.ts';
import { t } from './messages.ts';

/** The user's explanation of anything thrown. */
export const errorText = (thrown: unknown): string =>
  t(`errors.${thrown instanceof FamiliarError ? thrown.code : 'internal'}`);
