import { visibleText } from '../../src-main/contract/visible-text.ts';
import type { EditSummary } from '../../src-main/contract/edits.ts';
import { dateOf, folderName } from './format.ts';
import { named, t } from './messages.ts';

type Removed = Pick<Extract<EditSummary, { kind: 'removed' }>, 'of' | 'subject' | 'photos' | 'faces'>;

/** The removed things of an edit: `412 photos from Summer`, `Marie`. */
export function removed({ of, subject, photos: n }: Removed): string {
  switch (of) {
    case 'folder':
      return subject === null
        ? t('removed.photos', { n })
        : t('removed.folder', { n, folder: visibleText(folderName(subject)) });
    case 'missing':
      return t('removed.missing', { n });
    case 'photos':
      return t('removed.photos', { n });
    case 'person':
      return subject ?? t('removed.person');
    case 'faces':
      return t('removed.faces');
  }
}

/** An edit as an entry of the history: `Merged 34 faces into Marie`. */
export function editText(edit: EditSummary): string {
  switch (edit.kind) {
    case 'named':
      return t('edit.named', { n: edit.faces, name: edit.name });
    case 'renamed':
      return t('edit.renamed', { from: edit.from, to: edit.to });
    case 'unnamed':
      return named('edit.unnamed', edit.name);
    case 'merged':
      return named('edit.merged', edit.into, { n: edit.faces });
    case 'split':
      return named('edit.split', edit.from, { n: edit.faces });
    case 'moved':
      return named('edit.moved', edit.to, { n: edit.faces });
    case 'rejected':
      return named('edit.rejected', edit.from, { n: edit.faces });
    case 'dismissed':
    case 'restored':
      return t(`edit.${edit.kind}`, { n: edit.faces });
    case 'removed':
    case 'put-back':
      return t(`edit.${edit.kind}`, { what: removed(edit) });
    case 'drawn':
      return named('edit.drawn', edit.name);
    case 'dated':
      return edit.date === null
        ? t('edit.undated', { n: edit.photos })
        : t('edit.dated', { n: edit.photos, date: dateOf(edit.date) });
    case 'topped':
      return t('edit.topped', { photo: visibleText(edit.photo) });
    case 'unstacked':
      return t('edit.unstacked', { n: edit.photos });
    case 'hidden':
    case 'shown':
      return named(`edit.${edit.kind}`, edit.name, { n: edit.people });
    case 'covered':
      return named('edit.covered', edit.name);
    case 'favoured':
      return named(edit.on ? 'edit.favoured' : 'edit.unfavoured', edit.name);
    case 'born':
      return edit.date === null
        ? named('edit.unborn', edit.name)
        : named('edit.born', edit.name, { date: dateOf(edit.date) });
    case 'loosened':
      return edit.own === null
        ? named('edit.asLibrary', edit.name)
        : named('edit.loosened', edit.name, { distance: edit.own });
    case 'imported':
      return t('edit.imported', { people: edit.people, faces: edit.faces });
    case 'took-albums':
      return t('edit.took-albums', { faces: edit.faces, albums: edit.albums });
    case 'accepted':
    case 'declined':
      return named(`edit.${edit.kind}`, edit.name, { names: edit.names, n: edit.faces });
    case 'settled':
      return t('edit.settled', { distance: edit.distance, n: edit.minFaces });
  }
}
