import type { Edited } from '../../src-main/contract/edits.ts';
import { FamiliarError } from '../../src-main/contract/errors.ts';
import type { Box } from '../../src-main/contract/models.ts';
import type { ProposalKey } from '../../src-main/contract/proposals.ts';
import { t } from '../i18n/messages.ts';
import { edits } from './edits.svelte.ts';
import { api } from './engine.svelte.ts';
import { people } from './people.svelte.ts';
import { samePerson, type SamePersonQuestion } from './same-person.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Takes over a person's new id before the views ask again. */
type Adopt = (id: string) => void;

/** Corrections of people and faces. A failed one is shown to the user and resolves with null. */
class CorrectionsByUser {
  /** Names a person; a name that somebody else has joins the two. */
  name(id: string, name: string, adopt?: Adopt): Promise<string | null> {
    const given = name.trim();
    const call = (merge: boolean) => api.call('people.name', { id, name: given, merge, ...at() });
    return withId(() => unlessOther({ name: given }, call), adopt);
  }

  /** Puts people together; the first with a name keeps it. */
  merge(ids: string[], adopt?: Adopt): Promise<string | null> {
    const call = (merge: boolean) => api.call('people.merge', { ids, merge, ...at() });
    return withId(() => unlessOther('merging', call), adopt);
  }

  /** Makes the faces another person; the rest keeps name and id. */
  async split(id: string, faces: number[], adopt?: Adopt): Promise<string | null> {
    const sides = await attempt(() =>
      edits.make(
        () => api.call('people.split', { id, faces, ...at() }),
        ({ kept }) => adopt?.(kept),
      ),
    );
    return sides?.kept ?? null;
  }

  /** Gives the faces to whoever has this name; an empty one makes a person without a name. */
  assign(faces: number[], name: string, adopt?: Adopt): Promise<string | null> {
    const given = name.trim();
    const to = given === '' ? {} : { name: given };
    const call = (merge: boolean) => api.call('faces.assign', { faces, to: null, ...to, merge, ...at() });
    return withId(() => unlessOther({ name: given }, call), adopt);
  }

  /** Says that the faces are not this person. */
  reject(faces: number[], from: string, adopt?: () => void): Promise<boolean> {
    return done(
      () => api.call('faces.reject', { faces, from, ...at() }),
      adopt,
      // The engine refuses to leave a person without faces.
      (error) => (error.code === 'bad-request' ? t('corrections.onlyFace') : null),
    );
  }

  /** Says that these are no faces. */
  dismiss(faces: number[], adopt?: () => void): Promise<boolean> {
    return done(() => api.call('faces.dismiss', { faces }), adopt);
  }

  /** Takes in a face that was missed, of whoever has this name; an empty one gives it to nobody. */
  async draw(photoId: number, box: Box, name: string): Promise<number | null> {
    const call = (merge: boolean) => api.call('faces.draw', { photoId, box, name, merge });
    const face = await attempt(() => edits.make(() => unlessOther({ name: name.trim() }, call)));
    return face?.id ?? null;
  }

  /** Says that what was dismissed is a face after all. */
  restore(faces: number[]): Promise<boolean> {
    return done(() => api.call('faces.restore', { faces }));
  }

  hide(ids: string[]): Promise<boolean> {
    return done(() => api.call('people.hide', { ids, ...at() }));
  }

  show(ids: string[]): Promise<boolean> {
    return done(() => api.call('people.show', { ids }));
  }

  cover(id: string, face: number, adopt?: Adopt): Promise<string | null> {
    return withId(() => api.call('people.cover', { id, face, ...at() }), adopt);
  }

  /** Makes a person a favourite, or no longer one. */
  favour(id: string, on: boolean, adopt?: Adopt): Promise<string | null> {
    return withId(() => api.call('people.favourite', { id, on, ...at() }), adopt);
  }

  /** Says when a person was born; null that it is not known. */
  birth(id: string, date: string | null, adopt?: Adopt): Promise<string | null> {
    return withId(() => api.call('people.birth', { id, date, ...at() }), adopt);
  }

  /** Gives a person a distance of their own; null for the library's. */
  loosen(id: string, own: number | null, adopt?: Adopt): Promise<string | null> {
    return withId(() => api.call('people.loosen', { id, own, ...at() }), adopt);
  }

  async hideStrangers(photo: number): Promise<void> {
    const answer = await attempt(() =>
      edits.make(() => api.call('photos.hideStrangers', { id: photo, ...at() })),
    );
    if (answer?.hidden === 0) toasts.show(t('corrections.noStrangers'));
  }

  /** Takes proposed names over; all of them where none are picked. */
  acceptNames(picked?: ProposalKey[]): Promise<boolean> {
    const call = (together?: 'take' | 'leave') => api.call('proposals.accept', { picked, together, ...at() });
    return done(() =>
      unlessInPhoto(call, async () => {
        const one = picked?.length === 1 ? picked[0] : undefined;
        const answer = await samePerson.ask(one ? { name: one.proposed } : 'names');
        if (answer === 'cancel' || (answer === 'other' && picked?.length === 1)) return cancelled();
        return call(answer === 'same' ? 'take' : 'leave');
      }),
    );
  }

  /** Forgets proposed names; all of them where none are picked. */
  declineNames(picked?: ProposalKey[]): Promise<boolean> {
    return done(() => api.call('proposals.decline', { picked, ...at() }));
  }

  /** Forgets that somebody is said to be in a photo. */
  declineAsked(photoId: number, name: string): Promise<boolean> {
    return done(() => api.call('proposals.declineAsked', { photoId, name, ...at() }));
  }

  /** Says when photos were taken; null that it is not known. */
  date(photos: number[], date: string | null): Promise<boolean> {
    return done(() => api.call('photos.date', { photos, date }));
  }

  /** Makes a photo the best shot of its stack. */
  makeTop(photoId: number): Promise<boolean> {
    return done(() => api.call('stacks.top', { photoId }));
  }

  /** Takes a photo out of its stack for good. */
  leaveStack(photoId: number): Promise<boolean> {
    return done(() => api.call('stacks.leave', { photos: [photoId] }));
  }

  /** Makes the grouping that is shown the library's own. */
  async settle(): Promise<void> {
    await attempt(() => edits.make(() => api.call('people.settle', people.grouping)));
  }
}

/**
 * Makes one of people. Where two of them are in one photo, the user is asked whether that is the same person.
 * @throws FamiliarError `cancelled` where it is somebody else, and what the call throws
 */
const unlessOther = <T>(question: SamePersonQuestion, call: (merge: boolean) => Promise<T>): Promise<T> =>
  unlessInPhoto(
    () => call(false),
    async () => ((await samePerson.ask(question)) === 'same' ? call(true) : cancelled()),
  );

/** Calls, and does something else where that was refused because somebody is in the photo already. */
async function unlessInPhoto<T>(call: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof FamiliarError) || error.code !== 'name-in-photo') throw error;
    return otherwise();
  }
}

function cancelled(): never {
  throw new FamiliarError('cancelled', 'it is somebody else');
}

const at = (): { distance: number } => ({ distance: people.distance });

async function withId(work: () => Promise<Edited<{ id: string }>>, adopt?: Adopt): Promise<string | null> {
  const kept = await attempt(() => edits.make(work, ({ id }) => adopt?.(id)));
  return kept?.id ?? null;
}

async function done(
  work: () => Promise<Edited<object>>,
  adopt?: () => void,
  words?: (error: FamiliarError) => string | null,
): Promise<boolean> {
  return (await attempt(() => edits.make(work, adopt), words)) !== null;
}

async function attempt<T>(
  work: () => Promise<T>,
  words: (error: FamiliarError) => string | null = () => null,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof FamiliarError ? words(error) : null;
    if (text === null) toasts.fail(error);
    else toasts.show(text, 'error');
    return null;
  }
}

export const corrections = new CorrectionsByUser();
