import type { FaceInPhoto } from '../../../src-main/contract/models.ts';
import type { Action } from '../../components/primitives/action.ts';
import { en } from '../../i18n/en.ts';
import { corrections } from '../../state/corrections.svelte.ts';
import { picking } from '../../state/picking.svelte.ts';

const t = en.corrections;

/**
 * What can be said of a face in a photo.
 * @param onfollow the person of the face goes by another id from now on
 */
export function faceActions(
  { id, personId, name }: FaceInPhoto,
  onfollow: (person: string, id: string) => void,
): Action[] {
  const give = async (): Promise<void> => {
    const given = await picking.ask({
      title: t.picker.nameTitle,
      except: name,
      words: t.picker.save,
      newNames: true,
    });
    if (given !== null) await corrections.name(personId, given, (kept) => onfollow(personId, kept));
  };
  const move = async (): Promise<void> => {
    const to = await picking.ask({
      title: t.picker.moveTitle(1),
      except: name,
      words: t.picker.move,
      newNames: true,
      nameless: true,
    });
    if (to !== null) await corrections.assign([id], to);
  };
  return [
    { label: t.name, icon: 'pencil', run: give },
    { label: t.move, icon: 'move', run: move },
    { label: t.reject, icon: 'reject', run: () => corrections.reject([id], personId) },
    { label: t.dismiss, icon: 'ban', run: () => corrections.dismiss([id]) },
  ];
}
