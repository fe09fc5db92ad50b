import { required } from '../../common/elements.ts';
import type { PhotoSummary } from '../../contract/models.ts';
import { listFacesOfShots, listShots, putLikeness, type ShotRow } from '../../db/likenesses.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getThumbnail } from '../../db/pictures.ts';
import { likenessOf } from '../../photos/likeness.ts';
import { valueOf } from './best-shot.ts';
import { groupShots } from './grouping.ts';

/** Photos of a stack. */
export interface Stack {
  /** Ids, the best shot first. */
  photos: number[];
  /** True if the user chose the first. */
  chosen: boolean;
}

/** Photos that were compared and not yet stored. */
const comparedAtOnce = 64;

/** The stacks of a library, by photo. */
export class StackIndex {
  readonly stacks: readonly Stack[];
  readonly #byPhoto = new Map<number, Stack>();

  constructor(stacks: readonly Stack[]) {
    this.stacks = stacks;
    for (const one of stacks) for (const id of one.photos) this.#byPhoto.set(id, one);
  }

  /** The stack of a photo; undefined for a photo in none. */
  of(photoId: number): Stack | undefined {
    return this.#byPhoto.get(photoId);
  }

  /** The photos without those of which a better shot of the same stack is among them. */
  onceEach(photoIds: readonly number[]): number[] {
    const given = new Set(photoIds);
    return photoIds.filter((id) => {
      const best = this.of(id)?.photos.find((other) => given.has(other));
      return best === undefined || best === id;
    });
  }

  /** Photos that are not the best shot of their stack. */
  covered(): number[] {
    return this.stacks.flatMap(({ photos }) => photos.slice(1));
  }
}

/** Finds stacks. They are found again after every change of the library. */
export class Stacks {
  readonly #db: ReadableDb;
  readonly #writable: WritableDb | null;
  #known: { changes: number; index: StackIndex } | null = null;
  /** Comparisons of this process that could not be stored. */
  readonly #compared = new Map<number, Pick<ShotRow, 'bits' | 'sharpness'>>();

  /** @param writable where comparisons are stored; null to compare anew in each process */
  constructor(db: ReadableDb, writable: WritableDb | null) {
    this.#db = db;
    this.#writable = writable;
  }

  async index(signal?: AbortSignal): Promise<StackIndex> {
    const known = this.#known;
    if (known?.changes === this.#changes()) return known.index;
    await this.#compareNew(signal);
    const changes = this.#changes();
    const shots = this.#shots();
    const byId = new Map(shots.map((shot) => [shot.id, shot]));
    const groups = groupShots(shots).map((ids) => ids.map((id) => required(byId.get(id))));
    const index = new StackIndex(this.#rank(groups));
    this.#known = { changes, index };
    return index;
  }

  /** Photos with the sizes of their stacks. */
  async counted(photos: readonly PhotoSummary[], signal?: AbortSignal): Promise<PhotoSummary[]> {
    const index = await this.index(signal);
    return photos.map((photo) => {
      const size = index.of(photo.id)?.photos.length;
      return size === undefined ? photo : { ...photo, stack: size };
    });
  }

  /** Counts up with every change that this process makes. */
  #changes(): number {
    return required(this.#db.prepare<[], number>('SELECT total_changes()').pluck().get());
  }

  #shots(): ShotRow[] {
    return listShots(this.#db).map((shot) =>
      shot.sharpness === null ? { ...shot, ...this.#compared.get(shot.id) } : shot,
    );
  }

  async #compareNew(signal?: AbortSignal): Promise<void> {
    const ids = this.#shots().flatMap(({ id, sharpness }) => (sharpness === null ? [id] : []));
    for (let start = 0; start < ids.length; start += comparedAtOnce) {
      signal?.throwIfAborted();
      const compared = await Promise.all(
        ids.slice(start, start + comparedAtOnce).map((id) => this.#compare(id)),
      );
      this.#store(compared.filter((one) => one !== null));
    }
  }

  async #compare(
    id: number,
  ): Promise<{ id: number; likeness: Awaited<ReturnType<typeof likenessOf>> } | null> {
    const thumbnail = getThumbnail(this.#db, id);
    return thumbnail ? { id, likeness: await likenessOf(thumbnail) } : null;
  }

  #store(compared: { id: number; likeness: { bits: Buffer | null; sharpness: number } }[]): void {
    const db = this.#writable;
    if (!db) {
      for (const { id, likeness } of compared) this.#compared.set(id, likeness);
      return;
    }
    const exists = db.prepare<[number]>('SELECT 1 FROM photos WHERE id = ?');
    db.transaction(() => {
      for (const { id, likeness } of compared) if (exists.get(id)) putLikeness(db, id, likeness);
    }).immediate();
  }

  #rank(groups: readonly ShotRow[][]): Stack[] {
    const faces = Map.groupBy(
      listFacesOfShots(
        this.#db,
        groups.flat().map(({ id }) => id),
      ),
      ({ photoId }) => photoId,
    );
    return groups.map((group) => {
      const shots = group.map((row) => ({
        ...row,
        sharpness: row.sharpness ?? 0,
        faces: faces.get(row.id) ?? [],
      }));
      const best = {
        sharpness: Math.max(...shots.map(({ sharpness }) => sharpness)),
        pixels: Math.max(...shots.map(({ width, height }) => width * height)),
        area: Math.max(
          ...shots.map((shot) => shot.faces.reduce((sum, { area }) => sum + Math.sqrt(area), 0)),
        ),
      };
      const valued = shots.map((shot) => ({ ...shot, value: valueOf(shot, best) }));
      valued.sort(
        (a, b) => Number(b.choice === 'top') - Number(a.choice === 'top') || b.value - a.value || a.id - b.id,
      );
      return { photos: valued.map(({ id }) => id), chosen: valued[0]?.choice === 'top' };
    });
  }
}
