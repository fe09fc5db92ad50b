import type { FaceInPhoto } from '../../../src-main/contract/models.ts';
import type { Action } from '../../components/primitives/action.ts';
import { t } from '../../i18n/messages.ts';
import { corrections } from '../../state/corrections.svelte.ts';
import { picking } from '../../state/picking.svelte.ts';

/**
 * Actions on a face in a photo.
 * @param onfollow the person of the face goes by another id from now on
 */
export function faceActions(
  { id, personId, name }: FaceInPhoto,
  onfollow: (person: string, id: string) => void,
): Action[] {
  const give = async (): Promise<void> => {
    const given = await picking.ask({
      title: t('corrections.picker.nameTitle'),
      except: name,
      words: (name) => t('corrections.picker.save', { name }),
      newNames: true,
    });
    if (given !== null) await corrections.name(personId, given, (kept) => onfollow(personId, kept));
  };
  const move = async (): Promise<void> => {
    const to = await picking.ask({
      title: t('corrections.picker.moveTitle', { n: 1 }),
      except: name,
      words: (name) => t('corrections.picker.move', { name }),
      newNames: true,
      nameless: true,
    });
    if (to !== null) await corrections.assign([id], to);
  };
  return [
    { label: t('corrections.name'), icon: 'pencil', run: give },
    { label: t('corrections.move'), icon: 'move', run: move },
    { label: t('corrections.reject'), icon: 'reject', run: () => corrections.reject([id], personId) },
    { label: t('corrections.dismiss'), icon: 'ban', run: () => corrections.dismiss([id]) },
  ];
}
