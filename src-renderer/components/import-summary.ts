import type { ImportProgress } from '../../src-main/contract/models.ts';
import { en } from '../i18n/en.ts';

/** What to say about an import that is over. */
export function summaryOf({ photos, faces, skipped, failed, seconds }: ImportProgress): string[] {
  if (photos === 0 && skipped > 0) return [en.import.nothingNew(skipped)];
  if (photos === 0) return failed > 0 ? [] : [en.import.nothingFound];
  const known = skipped > 0 ? [en.import.known(skipped)] : [];
  return [en.import.summary(photos, faces, seconds), ...known];
}
