import { elementAt } from '../../common/elements.ts';
import { personName } from '../../common/person-name.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Edited } from '../../contract/edits.ts';
import { formatPersonRow, parsePersonId } from '../../contract/person-id.ts';
import { listFacesOfPhoto } from '../../db/faces.ts';
import type { WritableDb } from '../../db/open.ts';
import { findPersonByName, getPerson, type KnownPersonRow } from '../../db/people.ts';
import { getPhoto } from '../../db/photos.ts';
import { EditLog, type Made } from '../../edits/edit-log.ts';
import { activeModel, scaleOf } from '../model-session/active-model.ts';
import {
  absorb,
  addPerson,
  give,
  giveName,
  label,
  rejectFrom,
  type PersonFaces,
  rowNamed,
  rowOf,
  settleLoss,
} from './rules.ts';
import { toBuiltIn } from '../model-session/distance-scale.ts';
import { requireApartInPhotos, requireNotInPhoto } from './same-photo.ts';
import { mustBeThere, type PeopleAtHand, ShownPeople } from './resolve.ts';
import { type Grouping, groupingSetting } from '../model-session/grouping.ts';

type Nothing = Record<string, never>;
type Making<T> = Parameters<typeof EditLog.prototype.make<T>>[0];

/**
 * The user's corrections of people and faces. Ids of people are those shown at a distance. Edits are made one at a
 * time; each is an entry of the history. All methods throw FamiliarError `not-found` for unknown people and faces,
 * and `bad-request` for contradictory parameters.
 */
export class Corrections {
  readonly #db: WritableDb;
  readonly #shown: ShownPeople;
  readonly #edited: () => number;
  readonly #log: EditLog;
  #before: Promise<unknown> = Promise.resolve();

  /**
   * @param edited called after every edit that changed something, made, undone or redone; gives the new revision
   */
  constructor(db: WritableDb, people: PeopleAtHand, edited: () => number) {
    this.#db = db;
    this.#shown = new ShownPeople(db, people);
    this.#edited = edited;
    this.#log = new EditLog(db);
  }

  /** See `people.name` in the contract. */
  name(id: string, raw: string, distance: number, merge = false): Promise<Edited<string>> {
    return this.#inTurn(async () => {
      const name = personName(raw);
      const person = await this.#shown.find(id, distance);
      const isOther = findPersonByName(this.#db, name)?.id !== person.personId;
      if (isOther && !merge) {
        await requireNotInPhoto(this.#db, this.#shown, name, { faces: person.faceIds }, distance);
      }
      return this.#make((edit) => giveName(edit, person, name));
    });
  }

  /** See `people.merge` in the contract. The first with a name, or else with corrections, keeps what it has. */
  merge(ids: readonly string[], distance: number, merge = false): Promise<Edited<string>> {
    return this.#inTurn(async () => {
      const people = await this.#shown.findAll(ids, distance);
      if (people.length < 2) throw new FamiliarError('bad-request', 'it takes two people to merge');
      if (!merge) requireApartInPhotos(this.#db, people);
      const into =
        people.find((person) => this.#known(person)?.name) ??
        people.find(({ personId }) => personId !== null) ??
        elementAt(people, 0);
      const others = people.filter((person) => person !== into);
      return this.#make((edit) => {
        const row = rowOf(edit, into);
        for (const other of others) absorb(edit, row, other);
        const faces = others.reduce((sum, { faceIds }) => sum + faceIds.length, 0);
        return { summary: { kind: 'merged', faces, into: this.#nameOf(into) }, result: formatPersonRow(row) };
      });
    });
  }

  /** Splits a person into two, who stay apart for good. The side that was not selected keeps name and id. */
  split(
    id: string,
    faces: readonly number[],
    distance: number,
  ): Promise<Edited<{ kept: string; split: string }>> {
    return this.#inTurn(async () => {
      const person = await this.#shown.find(id, distance);
      const selected = new Set(faces);
      const rest = person.faceIds.filter((faceId) => !selected.has(faceId));
      if (rest.length + selected.size !== person.faceIds.length) {
        throw new FamiliarError('bad-request', `some of these faces are not with ${id}`);
      }
      if (rest.length === 0 || selected.size === 0) {
        throw new FamiliarError('bad-request', 'each side of a split takes a face');
      }
      const from = this.#nameOf(person);
      return this.#make((edit) => {
        const other = addPerson(edit, null);
        label(edit, other, [...selected]);
        const kept = person.personId ?? addPerson(edit, null);
        label(edit, kept, rest);
        settleLoss(edit, kept, rest, selected);
        const result = { kept: formatPersonRow(kept), split: formatPersonRow(other) };
        return { summary: { kind: 'split', faces: selected.size, from }, result };
      });
    });
  }

  /** See `faces.assign` in the contract, and {@link give}. */
  assign(
    faces: readonly number[],
    to: string | null,
    rawName: string,
    distance: number,
    merge = false,
  ): Promise<Edited<string>> {
    return this.#inTurn(async () => {
      const name = personName(rawName);
      if (to !== null && name !== '') throw new FamiliarError('bad-request', 'a name is for a new person');
      mustBeThere(this.#db, faces);
      const moved = new Set(faces);
      const target = to === null ? null : await this.#shown.find(to, distance);
      if (!merge) await requireNotInPhoto(this.#db, this.#shown, name, { faces }, distance);
      const sources = await this.#shown.with(faces, distance);
      return this.#make((edit) => {
        const given = () => (name === '' ? addPerson(edit, null) : rowNamed(edit, name));
        const row = target ? rowOf(edit, target) : given();
        give(edit, row, moved, sources);
        const known = getPerson(this.#db, row)?.name ?? null;
        return { summary: { kind: 'moved', faces: moved.size, to: known }, result: formatPersonRow(row) };
      });
    });
  }

  /** Rejects faces from a person, whether they are shown with that person now or not. */
  reject(faces: readonly number[], from: string, distance: number): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => {
      mustBeThere(this.#db, faces);
      const person = await this.#shown.find(from, distance);
      const rejected = new Set(faces);
      const others = person.faceIds.filter((faceId) => !rejected.has(faceId));
      if (others.length === 0) throw new FamiliarError('bad-request', `no face would be left of ${from}`);
      return this.#make((edit) => {
        rejectFrom(edit, rejected, person, others);
        const summary = { kind: 'rejected', faces: rejected.size, from: this.#nameOf(person) } as const;
        return { summary, result: {} };
      });
    });
  }

  /** Dismisses detections that are no faces. */
  dismiss(faces: readonly number[], distance: number): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => {
      mustBeThere(this.#db, faces);
      const dismissed = new Set(faces);
      const sources = await this.#shown.with(faces, distance);
      return this.#make((edit) => {
        for (const faceId of dismissed) {
          edit.remove('labels', faceId);
          edit.patch('faces', [faceId], { dismissed: 1 });
        }
        for (const { personId, faceIds } of sources) {
          if (personId !== null) settleLoss(edit, personId, faceIds, dismissed);
        }
        return { summary: { kind: 'dismissed', faces: dismissed.size }, result: {} };
      });
    });
  }

  /** Hides people; clusters become people without a name, so that they stay hidden at every distance. */
  hide(ids: readonly string[], distance: number): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => this.#hide(await this.#shown.findAll(ids, distance)));
  }

  /**
   * Hides everyone in a photo who has no name.
   * @returns how many people were hidden
   */
  hideStrangers(photoId: number, distance: number): Promise<Edited<number>> {
    return this.#inTurn(async () => {
      if (!getPhoto(this.#db, photoId)) throw new FamiliarError('not-found', `there is no photo ${photoId}`);
      const owners = await this.#shown.owners(distance);
      const ids = listFacesOfPhoto(this.#db, photoId).flatMap((face) => {
        const owner = owners.get(face.id);
        return owner && owner.name === null ? [owner.personId] : [];
      });
      const strangers = await this.#shown.findAll(ids, distance);
      const shown = strangers.filter((person) => !this.#known(person)?.hidden);
      if (shown.length === 0) return { result: 0, edit: null, changed: null };
      return { ...this.#hide(shown), result: shown.length };
    });
  }

  /** Shows hidden people again. */
  show(ids: readonly string[]): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => {
      const people = [...new Set(ids)].map((id) => {
        const { row } = parsePersonId(id);
        const known = row === null ? undefined : getPerson(this.#db, row);
        if (!known?.hidden) throw new FamiliarError('not-found', `there is no hidden person ${id}`);
        return known;
      });
      return this.#make((edit) => {
        for (const { id } of people) edit.patch('people', [id], { hidden: 0 });
        const name = people.length === 1 ? elementAt(people, 0).name : null;
        return { summary: { kind: 'shown', people: people.length, name }, result: {} };
      });
    });
  }

  /** Chooses the cover of a person; the face is labelled as that person's. */
  cover(id: string, faceId: number, distance: number): Promise<Edited<string>> {
    return this.#inTurn(async () => {
      const person = await this.#shown.find(id, distance);
      if (!person.faceIds.includes(faceId)) {
        throw new FamiliarError('bad-request', `face ${faceId} is not with ${id}`);
      }
      return this.#make((edit) => {
        const row = rowOf(edit, person);
        label(edit, row, [faceId]);
        edit.patch('people', [row], { cover_face_id: faceId });
        return { summary: { kind: 'covered', name: this.#nameOf(person) }, result: formatPersonRow(row) };
      });
    });
  }

  /**
   * Sets a person's own distance.
   * @param own of the model in force; null to go by the library's again
   */
  setOwnDistance(id: string, own: number | null, distance: number): Promise<Edited<string>> {
    return this.#inTurn(async () => {
      const person = await this.#shown.find(id, distance);
      const stored = own === null ? null : toBuiltIn(scaleOf(this.#db, activeModel(this.#db)), own);
      return this.#make((edit) => {
        const row = rowOf(edit, person);
        edit.patch('people', [row], { distance: stored });
        return {
          summary: { kind: 'loosened', name: this.#nameOf(person), own },
          result: formatPersonRow(row),
        };
      });
    });
  }

  /** Stores the chosen grouping. */
  saveGrouping({ distance, minFaces }: Grouping): Promise<Edited<Nothing>> {
    return this.#inTurn(async () =>
      this.#make((edit) => {
        edit.put('settings', groupingSetting({ distance, minFaces }));
        return { summary: { kind: 'settled', distance, minFaces }, result: {} };
      }),
    );
  }

  /** Makes an edit that another module prepares, in turn with those here. */
  make<T>(prepare: (shown: ShownPeople) => Promise<Making<T>>): Promise<Edited<T>> {
    return this.#inTurn(async () => this.#make(await prepare(this.#shown)));
  }

  /** Does other work between two edits. */
  inTurn<T>(work: (shown: ShownPeople) => Promise<T>): Promise<T> {
    return this.#inTurn(() => work(this.#shown));
  }

  /** See {@link EditLog.undo}. */
  undo(): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => this.#tell(this.#log.undo()));
  }

  /** See {@link EditLog.redo}. */
  redo(): Promise<Edited<Nothing>> {
    return this.#inTurn(async () => this.#tell(this.#log.redo()));
  }

  #hide(people: readonly PersonFaces[]): Edited<Nothing> {
    const name = people.length === 1 ? this.#nameOf(elementAt(people, 0)) : null;
    return this.#make((edit) => {
      for (const person of people) edit.patch('people', [rowOf(edit, person)], { hidden: 1 });
      return { summary: { kind: 'hidden', people: people.length, name }, result: {} };
    });
  }

  #make<T>(write: Making<T>): Edited<T> {
    return this.#tell(this.#log.make(write));
  }

  /** Reports an edit that changed something, and numbers the resulting state. */
  #tell<T>({ changed, ...made }: Made<T>): Edited<T> {
    return { ...made, changed: changed && { revision: this.#edited(), ...changed } };
  }

  /** An edit starts from the people that the previous edit left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#before.then(work);
    this.#before = done.catch(() => {});
    return done;
  }

  #known({ personId }: PersonFaces): KnownPersonRow | undefined {
    return personId === null ? undefined : getPerson(this.#db, personId);
  }

  #nameOf(person: PersonFaces): string | null {
    return this.#known(person)?.name ?? null;
  }
}
