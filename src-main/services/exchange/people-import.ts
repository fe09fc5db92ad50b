import { required } from '../../common/elements.ts';
import { personName } from '../../common/person-name.ts';
import type { Box } from '../../contract/models.ts';
import { isCluster } from '../../contract/person-id.ts';
import { rejectedFaces } from '../../db/corrections.ts';
import { countedFaces } from '../../db/counted.ts';
import { labelsOf } from '../../db/labels.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { findPersonByName, getPerson, type KnownPersonRow } from '../../db/people.ts';
import type { Edit } from '../../edits/edit.ts';
import { EditLog } from '../../edits/edit-log.ts';
import { type FaceMatches, matchFaces } from '../../interchange/face-matches.ts';
import type { ExportedPersonEntry, PeopleFile } from '../../interchange/people-file.ts';
import { activeModel } from '../model-session/active-model.ts';
import { addPerson, apartRow, label, nameColumns } from '../corrections/rules.ts';
import { groupingSetting, hasGrouping } from '../model-session/grouping.ts';

/** Result of importing a people file into a library. */
export interface PeopleImport {
  /** Photos of the file that the library holds. */
  photos: number;
  /** People of the file who are in those photos. */
  people: number;
  /** Confirmed faces whose label in this library agrees with the file after the import. */
  faces: number;
  /** Names of unconfirmed faces; the import stores them as proposals. */
  proposed: number;
  /**
   * Confirmed faces that the user of this library has labelled otherwise or dismissed; the import leaves them alone.
   */
  differing: number;
  /** Faces of those photos that this library has not detected. */
  missing: number;
}

/** Faces that were drawn by hand and are missing in this library. They are drawn before the people are imported. */
export const facesToDraw = (db: ReadableDb, file: PeopleFile): { photoId: number; box: Box }[] =>
  matchFaces(db, file)
    .missing.filter(({ face }) => face.drawn && !face.dismissed && isInside(face.box))
    .map(({ photoId, face }) => ({ photoId, box: face.box }));

const isInside = ({ x, y, width, height }: Box): boolean =>
  x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 && y + height <= 1;

/**
 * Imports the people of an exported file as one edit. Existing statements of this library's user win: only unlabelled
 * faces are labelled, and existing people keep hidden, cover and distance. A repeated import changes nothing.
 */
export function importPeople(db: WritableDb, file: PeopleFile): PeopleImport {
  const matches = matchFaces(db, file);
  return new EditLog(db).make((edit) => {
    const incoming = new Incoming(edit, file, matches);
    incoming.dismiss();
    const { people, faces, differing } = incoming.label();
    incoming.separate();
    if (!hasGrouping(db) && file.model.id === activeModel(db)) edit.put('settings', groupingSetting(file));
    const proposed = incoming.propose();
    const { photos, missing } = matches;
    const result = { photos, people, faces, proposed, differing, missing: missing.length };
    return { summary: { kind: 'imported', people, faces }, result };
  }).result;
}

/** A people file during its import. */
class Incoming {
  readonly #edit: Edit;
  readonly #file: PeopleFile;
  readonly #faces: FaceMatches['faces'];
  /** Row of `people` for each person of the file that the library holds now. */
  readonly #rows = new Map<string, number>();

  constructor(edit: Edit, file: PeopleFile, matches: FaceMatches) {
    this.#edit = edit;
    this.#file = file;
    this.#faces = matches.faces;
  }

  /** Faces without a label here, and faces dismissed in the file. */
  dismiss(): void {
    const dismissed = this.#ours(this.#file.faces.filter((face) => face.dismissed));
    const owners = labelsOf(this.#edit.db, dismissed);
    for (const id of dismissed) if (!owners.has(id)) this.#edit.patch('faces', [id], { dismissed: 1 });
  }

  label(): { people: number; faces: number; differing: number } {
    const confirmed = Map.groupBy(
      this.#file.faces.filter((face) => face.confirmed),
      (face) => face.person,
    );
    let [faces, differing] = [0, 0];
    for (const person of this.#file.people) {
      const theirs = confirmed.get(person.id) ?? [];
      const ours = this.#ours(theirs);
      const isHere = ours.length > 0 || (theirs.length === 0 && person.name !== null);
      if (isCluster(person.id) || !isHere) continue;
      const given = this.#give(person, ours);
      faces += given;
      differing += ours.length - given;
    }
    return { people: this.#rows.size, faces, differing };
  }

  /** Pairs kept apart and rejections of the file. */
  separate(): void {
    const { db } = this.#edit;
    for (const { face, person } of this.#file.rejections) {
      const [faceId, row] = [this.#faces.get(face), this.#rows.get(person)];
      if (faceId === undefined || row === undefined || labelsOf(db, [faceId]).get(faceId) === row) continue;
      this.#edit.put('rejections', { face_id: faceId, person_id: row });
    }
    for (const pair of this.#file.apart) {
      const [one, other] = pair.map((face) => this.#faces.get(face));
      if (one === undefined || other === undefined || one === other) continue;
      const owners = labelsOf(db, [one, other]);
      const isTogether = owners.has(one) && owners.get(one) === owners.get(other);
      if (!isTogether) this.#edit.put('apart', apartRow(one, other));
    }
  }

  /** Names of faces that were grouped with a person in the file without being confirmed. */
  propose(): number {
    const names = new Map(this.#file.people.map(({ id, name }) => [id, personName(name ?? '')]));
    const named = this.#file.faces.filter(
      ({ person, confirmed, dismissed }) => person !== null && !confirmed && !dismissed && names.get(person),
    );
    const open = new Set(this.#open(this.#ours(named)));
    let proposed = 0;
    for (const { id, person } of named) {
      const faceId = this.#faces.get(id);
      if (faceId === undefined || !open.has(faceId)) continue;
      this.#edit.put('proposals', {
        face_id: faceId,
        name: required(names.get(required(person))),
        source: 'export',
      });
      proposed++;
    }
    return proposed;
  }

  /** Labels faces with a person; returns the number of faces that carry the label afterwards. */
  #give(person: ExportedPersonEntry, ours: readonly number[]): number {
    const { db } = this.#edit;
    const name = personName(person.name ?? '') || null;
    const known = (name === null ? undefined : findPersonByName(db, name)) ?? this.#ownerOf(ours, name);
    const row = known?.id ?? addPerson(this.#edit, name);
    this.#rows.set(person.id, row);
    const refused = new Set(rejectedFaces(db, row));
    label(
      this.#edit,
      row,
      this.#open(ours).filter((faceId) => !refused.has(faceId)),
    );
    this.#describe(row, person, known !== undefined, name);
    const owners = labelsOf(db, ours);
    return ours.filter((faceId) => owners.get(faceId) === row).length;
  }

  /** The person that holds these faces already and may be the same: at most one of the two has a name. */
  #ownerOf(ours: readonly number[], name: string | null): KnownPersonRow | undefined {
    const rows = new Set(labelsOf(this.#edit.db, ours).values());
    const [row] = rows;
    const owner = rows.size === 1 && row !== undefined ? getPerson(this.#edit.db, row) : undefined;
    return owner && (owner.name === null || name === null) ? owner : undefined;
  }

  #describe(row: number, person: ExportedPersonEntry, isKnown: boolean, name: string | null): void {
    const before = required(getPerson(this.#edit.db, row));
    const cover = person.cover === null ? null : (this.#faces.get(person.cover) ?? null);
    const hidden = isKnown ? before.hidden : person.hidden;
    this.#edit.patch('people', [row], {
      ...(before.name === null ? nameColumns(name) : {}),
      cover_face_id: before.coverFaceId ?? cover,
      distance: before.distance ?? person.distance,
      favourite: before.favourite || person.favourite ? 1 : 0,
      birth: before.birth ?? person.birth ?? null,
      hidden: hidden ? 1 : 0,
    });
  }

  #ours(theirs: readonly { id: number }[]): number[] {
    return theirs.map(({ id }) => this.#faces.get(id)).filter((id) => id !== undefined);
  }

  /** Faces that the user has neither labelled nor dismissed. */
  #open(ours: readonly number[]): number[] {
    const owners = labelsOf(this.#edit.db, ours);
    return countedFaces(this.#edit.db, ours).filter((faceId) => !owners.has(faceId));
  }
}
