import type { Removal, RemovalKind } from '../../src-main/contract/removals.ts';
import { removed } from './edit-text.ts';
import { list, sentence } from './format.ts';
import { named, t } from './messages.ts';

/** The question that asks before a removal. @param name of the folder or person; null where there is none */
export function removalTitle(kind: RemovalKind, name: string | null): string {
  switch (kind) {
    case 'folder':
      return t('removal.titles.folder', { name: name ?? '' });
    case 'person':
      return named('removal.titles.person', name);
    default:
      return t(`removal.titles.${kind}`);
  }
}

/** `3 photos and 12 faces`. */
const amounts = (photos: number, faces: number): string =>
  list([
    ...(photos > 0 ? [t('counts.photos', { n: photos })] : []),
    ...(faces > 0 || photos === 0 ? [t('counts.faces', { n: faces })] : []),
  ]);

export const removalEffect = (photos: number, faces: number): string =>
  t('removal.goes', { what: amounts(photos, faces) });

export const purgedText = (photos: number, faces: number): string =>
  t('removal.bin.purged', { what: amounts(photos, faces) });

/** The button that carries a removal out. */
export function removalButton(kind: RemovalKind, atOnce: boolean): string {
  if (atOnce) return t('removal.confirm.atOnce');
  return t(`removal.confirm.${kind === 'person' || kind === 'faces' ? kind : 'other'}`);
}

export const removedTitle = (removal: Removal): string => sentence(removed({ ...removal, of: removal.kind }));

export const purgeTitle = (removal: Removal): string =>
  t('removal.bin.purgeTitle', { what: removed({ ...removal, of: removal.kind }) });
