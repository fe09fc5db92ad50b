import { required } from '../common/elements.ts';
import { formatPersonRow, isCluster, parsePersonId } from '../contract/person-id.ts';
import { listApart, listRejections } from '../db/corrections.ts';
import { listFaceIds } from '../db/embedding.ts';
import { eachExportedFace, eachExportedPhoto, type ExportedFace } from '../db/exported.ts';
import { listFilesOfPhoto } from '../db/files.ts';
import { listLabels } from '../db/labels.ts';
import type { ReadableDb } from '../db/open.ts';
import { type KnownPersonRow, listKnownPeople } from '../db/people.ts';
import { getVector } from '../db/vectors.ts';
import type {
  ExportedFaceEntry,
  ExportedPersonEntry,
  ExportedPhotoEntry,
  PeopleFile,
} from './people-file.ts';

/** The person or cluster of a face at the distance of the export. */
export interface Owner {
  personId: string;
  name: string | null;
}

/** The grouping of a library's faces for an export. */
export interface Groups {
  distance: number;
  minFaces: number;
  /** Model of the distance. */
  model: string;
  /** Owner by face id; a single face is a cluster of one, and a dismissed one has no owner. */
  owners: { get(faceId: number): Owner | undefined };
}

/** The exported state of a library; large lists are generators. */
export class Snapshot {
  readonly db: ReadableDb;
  readonly groups: Groups;
  /** Labels of the user. */
  readonly #labels: Map<number, Owner>;
  readonly #known: KnownPersonRow[];
  /** People, and clusters of at least two faces. */
  readonly #shown: Set<string>;

  constructor(db: ReadableDb, groups: Groups) {
    this.db = db;
    this.groups = groups;
    this.#known = listKnownPeople(db);
    const known = new Map(this.#known.map(({ id, name }) => [id, { personId: formatPersonRow(id), name }]));
    this.#labels = new Map(
      listLabels(db).map(({ faceId, personId }) => [faceId, required(known.get(personId))]),
    );
    const [seen, shown] = [new Set<string>(), new Set<string>()];
    for (const faceId of listFaceIds(db)) {
      const personId = groups.owners.get(faceId)?.personId;
      if (personId === undefined) continue;
      if (!isCluster(personId) || seen.has(personId)) shown.add(personId);
      seen.add(personId);
    }
    this.#shown = shown;
  }

  *photos(): Generator<ExportedPhotoEntry> {
    for (const { id, sha256, width, height, takenAt, missing } of eachExportedPhoto(this.db)) {
      const files = listFilesOfPhoto(this.db, id).map((file) => file.path);
      const entry = { id, path: files[0] ?? '', sha256, width, height, takenAt, files };
      yield missing ? { ...entry, missing } : entry;
    }
  }

  /** Known people, then the clusters. */
  people(): ExportedPersonEntry[] {
    const known = this.#known.map(({ id, name, hidden, coverFaceId, ...stated }) => ({
      id: formatPersonRow(id),
      name,
      hidden,
      cover: coverFaceId,
      distance: stated.distance,
      favourite: stated.favourite,
      birth: stated.birth,
    }));
    const clusters = [...this.#shown].filter(isCluster);
    const lowest = (id: string): number => parsePersonId(id).lowestFace ?? 0;
    clusters.sort((a, b) => lowest(a) - lowest(b));
    return [
      ...known,
      ...clusters.map((id) => ({ id, name: null, hidden: false, cover: null, distance: null })),
    ];
  }

  /** @param vectors true to include the vector of each face: base64 of float32, little-endian */
  *faces(vectors: boolean): Generator<ExportedFaceEntry> {
    for (const face of eachExportedFace(this.db)) {
      const { id, photoId, box, quality, dismissed, drawn } = face;
      const vector = vectors ? getVector(this.db, this.groups.model, id) : undefined;
      yield {
        id,
        photo: photoId,
        box,
        person: this.personOf(face)?.personId ?? null,
        confirmed: this.#labels.has(id),
        quality,
        dismissed,
        drawn,
        ...(vector && { vector: Buffer.from(vector.buffer).toString('base64') }),
      };
    }
  }

  /** Null for a single or a dismissed face. */
  personOf({ id, dismissed }: Pick<ExportedFace, 'id' | 'dismissed'>): Owner | null {
    const label = this.#labels.get(id);
    if (label) return label;
    const owner = this.groups.owners.get(id);
    return !dismissed && owner && this.#shown.has(owner.personId) ? owner : null;
  }

  get rejections(): PeopleFile['rejections'] {
    return listRejections(this.db).map(({ faceId, personId }) => ({
      face: faceId,
      person: formatPersonRow(personId),
    }));
  }

  get apart(): PeopleFile['apart'] {
    return listApart(this.db);
  }
}
