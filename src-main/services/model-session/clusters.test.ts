import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as threads from '../../clustering/neighbour-threads.ts';
import { clustersAt } from '../../clustering/dendrogram.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from './clusters.ts';
import { Groups } from '../people/groups.ts';
import { storePhoto } from './test-faces.ts';

type Threads = typeof threads;

const search = vi.hoisted(() => ({ failures: 0 }));
vi.mock('../../clustering/neighbour-threads.ts', async (original) => {
  const { findNeighbours } = await original<Threads>();
  const failing: Threads['findNeighbours'] = (...task) => {
    if (search.failures-- > 0) throw new Error('once');
    return findNeighbours(...task);
  };
  return { findNeighbours: failing };
});

let folder: string;
let db: WritableDb;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-clusters-'));
  db = openForWriting(join(folder, 'library.sqlite'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const files = () => ({ groups: join(folder, 'groups'), graph: join(folder, 'graph') });
const open = () => new Clusters(db, embeddingModel, files());
const label = (face: number, person: number) => {
  db.prepare('INSERT OR IGNORE INTO people (id, name, name_key, created_at) VALUES (?, ?, ?, 0)').run(
    person,
    `P${person}`,
    `p${person}`,
  );
  db.prepare("INSERT OR REPLACE INTO labels VALUES (?, ?, 'user', 0)").run(face, person);
};

/** Groups at a distance, as lists of face ids. */
async function groups(clusters: Clusters, distance = 0.4): Promise<number[][]> {
  const { faces, dendrogram } = await clusters.linked();
  return clustersAt(dendrogram, distance).map((points) =>
    points.map((point) => faces.columns.faceIds[point]!),
  );
}

const alone = (person: number, variation: number) => storePhoto(db, [{ person, variation }]);

describe('groups', () => {
  beforeEach(() => {
    for (const variation of [1, 2, 3]) for (const person of [1, 2]) alone(person, variation);
  });
  const both = [
    [1, 3, 5],
    [2, 4, 6],
  ];

  it('follow what is stored and what the user says', async () => {
    const clusters = open();
    expect(await groups(clusters)).toEqual(both);
    alone(1, 4);
    label(1, 7);
    label(2, 7);
    expect(await groups(clusters)).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
    db.prepare('DELETE FROM labels').run();
    db.prepare('INSERT INTO apart VALUES (1, 3)').run();
    const apart = await groups(clusters);
    expect(apart.find((group) => group.includes(1))).not.toContain(3);
    db.prepare('UPDATE faces SET dismissed = 1 WHERE id = 2').run();
    expect((await groups(clusters)).flat()).not.toContain(2);
  });

  it('are kept between starts, and brought up to date with what happened since', async () => {
    const first = open();
    await groups(first);
    first.save();
    expect(await groups(open())).toEqual(both);
    label(1, 7);
    label(2, 7);
    expect(await groups(open())).toEqual([[1, 2, 3, 4, 5, 6]]);
    alone(2, 4);
    expect(await groups(open())).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
  });

  it('are made again where what was kept is damaged, missing or of other faces', async () => {
    const first = open();
    await groups(first);
    first.save();
    rmSync(files().graph);
    alone(1, 4);
    const afresh = open();
    expect((await groups(afresh))[0]).toEqual([1, 3, 5, 7]);
    afresh.save();
    expect(existsSync(files().graph)).toBe(true);
    writeFileSync(files().groups, 'nonsense');
    expect((await groups(open()))[0]).toEqual([1, 3, 5, 7]);
    db.prepare('DELETE FROM faces WHERE id = 1').run();
    expect((await groups(open()))[0]).not.toContain(1);
  });

  it('miss no face after an update that failed half way', async () => {
    search.failures = 1;
    const clusters = open();
    await expect(groups(clusters)).rejects.toThrow('once');
    clusters.save();
    expect(existsSync(files().groups)).toBe(false);
    expect(await groups(clusters)).toEqual(both);
  });

  it('are wider or narrower around a person with a distance of their own', async () => {
    const clusters = open();
    label(1, 7);
    const linked = await clusters.linked();
    const sizeOf = (distance: number, own?: number) => {
      const cut = new Groups(linked, distance, new Map(own === undefined ? [] : [[7, own]]));
      const sizes = Array.from({ length: cut.count }, (_, group) => cut.sizeOf(group));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6);
      return cut.sizeOf(cut.groupOfPerson(7)!);
    };
    expect(sizeOf(0.4)).toBe(3);
    expect(sizeOf(0.4, 0)).toBe(1);
    expect(sizeOf(0, 0.4)).toBe(3);
  });
});
