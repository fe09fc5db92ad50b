import { beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { normalise, unitDistance } from '../../common/vectors.ts';
import { putFile } from '../../db/files.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { insertPhoto } from '../../db/photos.ts';
import { getVector } from '../../db/vectors.ts';
import type { FaceQuality } from '../../faces/quality.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../model-session/clusters.ts';
import { Corrections } from '../corrections/corrections.ts';
import { FaceSearch } from '../model-session/face-search.ts';
import { People } from './people.ts';
import { histogramOf, previewChange } from './preview.ts';
import { storeRecognised } from '../imports/recognition-job.ts';
import { answerQuestion } from './review-answers.ts';
import { nextQuestions } from './review.ts';
import { proposeSplit } from './split-proposal.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { explainFace } from './why.ts';

let db: WritableDb;
let people: People;
let corrections: Corrections;
let photos = 0;

/** A vector in the plane of two synthetic people, at this distance from the first. */
function between(person: number, distance: number): Float32Array {
  const base = vectorOf(person, 0);
  const across = vectorOf(person + 50, 0);
  const along = base.reduce((sum, value, k) => sum + value * across[k]!, 0);
  const upright = normalise(across.map((value, k) => value - along * base[k]!));
  const angle = 2 * Math.asin(distance / 2);
  return normalise(base.map((value, k) => Math.cos(angle) * value + Math.sin(angle) * upright[k]!));
}

/** Stores a photo of one face; returns the face's id. */
function store(vector: Float32Array, quality?: FaceQuality): number {
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(++photos);
  const id = insertPhoto(db, hash, 1);
  putFile(db, `/photos/${id}.jpg`, id, { bytes: 1, modifiedMs: 1, changedMs: 1 });
  storeRecognised(db, id, photoWith([faceWith(vector, undefined, quality)]));
  return id;
}

/** Faces 1 and 2 are near each other, and so are 3 and 4; the pairs merge at about 0.36. Face 5 is far. */
beforeEach(() => {
  db = openForWriting(':memory:');
  photos = 0;
  for (const distance of [0, 0.02, 0.36, 0.38]) store(between(1, distance));
  store(vectorOf(9, 0));
  people = new People(db, { current: { clusters: new Clusters(db, embeddingModel) } });
  corrections = new Corrections(db, people, () => 1);
});

const strict = 0.3;
const loose = 0.41;
const ids = (list: { people: { id: string }[] }) => list.people.map(({ id }) => id);
const groupsAt = async (distance: number) => ids(await people.list({ distance, minFaces: 2 }));
const ask = async (limit = 10) => nextQuestions(await people.viewAt(strict), strict, limit, 0.02);

describe('a proposed split', () => {
  it('parts faces where they came together last', async () => {
    const { sides, distance } = proposeSplit(db, await people.viewAt(loose), 'c1');
    expect(sides!.map((side) => [...side].sort()).sort()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(distance).toBeGreaterThan(strict);
    expect(distance).toBeLessThan(loose);
  });

  it('is made by splitting, and then holds', async () => {
    const { sides } = proposeSplit(db, await people.viewAt(loose), 'c1');
    await corrections.split('c1', sides![1], loose);
    expect(await groupsAt(loose)).toHaveLength(2);
  });

  it('parts what was said to be one person, as if nothing had been said, and one face not at all', async () => {
    const unsaid = proposeSplit(db, await people.viewAt(loose), 'c1');
    const { result: anna } = await corrections.name('c1', 'Anna', loose);
    const { sides, distance, more } = proposeSplit(db, await people.viewAt(loose), anna);
    expect([sides, more]).toEqual([unsaid.sides, true]);
    expect(distance).toBeCloseTo(unsaid.distance!, 3);
    const none = { sides: null, distance: null, more: false };
    expect(proposeSplit(db, await people.viewAt(loose), 'c5')).toEqual(none);
    expect(proposeSplit(db, await people.viewAt(loose), anna, 3)).toEqual(none);
  });

  it('goes on to where faces came together before that', async () => {
    const parts = async (id: string, nth: number) => {
      const { sides, more } = proposeSplit(db, await people.viewAt(loose), id, nth);
      return [sides![1].length, more];
    };
    const all = [0, 1, 2];
    const unsaid = await Promise.all(all.map((nth) => parts('c1', nth)));
    expect(unsaid).toEqual([
      [2, true],
      [1, true],
      [1, false],
    ]);
    const { result: anna } = await corrections.name('c1', 'Anna', loose);
    expect(await Promise.all(all.map((nth) => parts(anna, nth)))).toEqual(unsaid);
  });

  it('parts two people who come together at no distance, poor faces with those they are like', async () => {
    const poor = { value: 0.1, weakness: 'blurred', sharpness: -40 } as const;
    const [first, second, third] = firstItems(
      [1, 2, 3].map((variation) => store(vectorOf(20, variation))),
      3,
    );
    const [blurred] = [store(vectorOf(20, 4), poor)];
    const other = [1, 2].map((variation) => store(vectorOf(30, variation)));
    const { result: id } = await corrections.assign(
      [first, second, third, blurred, ...other],
      null,
      'Both',
      loose,
    );
    const { sides, distance } = proposeSplit(db, await people.viewAt(loose), id);
    expect(distance).toBeNull();
    expect(sides!.map((side) => [...side].sort((a, b) => a - b))).toEqual([
      [first, second, third, blurred],
      other,
    ]);
  });

  it('parts what is not said from what is', async () => {
    const { result: anna } = await corrections.name('c1', 'Anna', strict);
    const { sides } = proposeSplit(db, await people.viewAt(loose), anna);
    expect(sides!.map((side) => [...side].sort()).sort()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('a preview', () => {
  const preview = async (from: number, to: number, minFaces = 2) => {
    const before = await people.viewAt(from);
    return previewChange(before, people.regroup(before, to), minFaces);
  };

  it('tells who would join, and who would come apart', async () => {
    const nobody = { names: [], more: 0 };
    expect(await preview(strict, loose)).toEqual({
      people: { from: 2, to: 1 },
      joined: 2,
      split: 0,
      named: nobody,
    });
    expect(await preview(loose, strict)).toEqual({
      people: { from: 1, to: 2 },
      joined: 0,
      split: 1,
      named: nobody,
    });
    expect(await preview(strict, strict)).toMatchObject({ joined: 0, split: 0, people: { from: 2, to: 2 } });
  });

  it('tells of lists what they show', async () => {
    for (const distance of [0.2, strict, loose]) {
      const { people: count } = await preview(strict, distance, 1);
      expect(count.to).toBe((await people.list({ distance, minFaces: 1 })).total);
    }
  });

  it('tells whose names are touched, not of the hidden', async () => {
    const { result: anna } = await corrections.name('c1', 'Anna', strict);
    expect((await preview(strict, loose)).named).toEqual({ names: ['Anna'], more: 0 });
    expect((await preview(strict, 0.31)).named.names).toEqual([]);
    await corrections.hide([anna], strict);
    expect(await preview(strict, loose)).toMatchObject({ people: { from: 1 }, named: { names: [] } });
  });

  it('counts merges by height', () => {
    const gaps = Float32Array.of(0.1, 0.2, 0.204, 0.42, Infinity);
    const { counts, step } = histogramOf({ order: Uint32Array.of(0, 1, 2, 3, 4), gaps }, 0.2, 0.42);
    expect(step).toBe(0.005);
    expect(counts).toHaveLength(44);
    expect([counts[0], counts.at(-1), counts.reduce((a, b) => a + b)]).toEqual([2, 1, 3]);
  });
});

describe('review', () => {
  it('asks of groups that come together above the distance', async () => {
    const { questions, remaining } = await ask();
    expect(remaining).toBe(1);
    expect(questions).toHaveLength(1);
    expect([questions[0]!.a.id, questions[0]!.b.id].sort()).toEqual(['c1', 'c3']);
    expect(questions[0]!.a).toMatchObject({ name: null, total: 2 });
    expect(questions[0]!.distance).toBeGreaterThan(strict);
    expect((await ask(1)).questions).toHaveLength(1);
    expect(nextQuestions(await people.viewAt(loose), loose, 10, 0.02).remaining).toBe(0);
  });

  it('asks of the largest groups of those that come together, one face and a person among them', async () => {
    for (const distance of [0.345, 0.37, 0.39]) store(between(1, distance));
    const cut = 0.005;
    const { questions, remaining } = nextQuestions(await people.viewAt(cut), cut, 100, 0.02);
    const view = await people.viewAt(cut);
    expect(remaining).toBe(questions.length);
    expect(new Set(questions.map(({ a, b }) => [a.id, b.id].sort().join(' '))).size).toBe(remaining);
    const worth = questions.map(
      ({ a, b, distance }) =>
        (Math.log2(1 + a.total) + Math.log2(1 + b.total)) / (1 + (distance - cut) / 0.02),
    );
    expect(worth).toEqual(worth.toSorted((a, b) => b - a));
    // Each merge of the dendrogram, computed by brute force.
    const { gaps, order } = view.linked.dendrogram;
    const expected = Array.from(gaps.subarray(0, -1)).flatMap((height, at) => {
      if (height <= cut || height === Infinity) return [];
      let [from, to] = [at, at + 1];
      while (from > 0 && gaps[from - 1]! < height) from--;
      while (gaps[to]! < height) to++;
      const largest = (points: Uint32Array) =>
        Math.max(...Array.from(points, (point) => view.groups.sizeOf(view.groups.groupOf(point + 1)!)));
      return [[largest(order.subarray(from, at + 1)), largest(order.subarray(at + 1, to + 1))]];
    });
    const asked = questions.map(({ a, b }) => [a.total, b.total]);
    const sorted = (pairs: number[][]) =>
      pairs.map((pair) => pair.toSorted((x, y) => x - y).join()).toSorted();
    expect(sorted(asked)).toEqual(sorted(expected));
  });

  it('asks whether one face is a person', async () => {
    const { result: anna } = await corrections.name('c1', 'Anna', strict);
    const one = store(between(1, 0.335));
    const { questions } = nextQuestions(await people.viewAt(0.02), 0.02, 10, 0.02);
    const about = questions.filter(({ a, b }) => a.id === anna && b.total === 1);
    expect(about.map(({ b }) => b.faces)).not.toEqual([]);
    const ofAnna = nextQuestions(await people.viewAt(0.02), 0.02, 10, 0.02, anna).questions;
    expect(ofAnna).toEqual(questions.filter(({ a, b }) => a.id === anna || b.id === anna));
    expect(ofAnna.length).toBeLessThan(questions.length);
    expect(questions.flatMap(({ a, b }) => [a, b]).some(({ faces }) => faces.includes(one))).toBe(true);
  });

  it('remembers that two are one, until that is undone', async () => {
    await answerQuestion(people, corrections, { a: 'c1', b: 'c3', same: true, distance: strict });
    expect((await ask()).remaining).toBe(0);
    expect((await people.list({ distance: 0.2, minFaces: 1 })).people[0]!.faces).toBe(4);
    await corrections.undo();
    expect((await ask()).remaining).toBe(1);
  });

  it('remembers that two clusters are not one, until that is undone', async () => {
    await answerQuestion(people, corrections, { a: 'c1', b: 'c3', same: false, distance: strict });
    expect((await ask()).remaining).toBe(0);
    expect(await groupsAt(loose)).toHaveLength(2);
    await corrections.undo();
    expect(await groupsAt(loose)).toHaveLength(1);
  });

  it('remembers that a cluster is not a known person', async () => {
    const { result: anna } = await corrections.name('c3', 'Anna', strict);
    const { questions } = await ask();
    expect([questions[0]!.a.id, questions[0]!.a.name]).toEqual([anna, 'Anna']);
    await answerQuestion(people, corrections, { a: anna, b: 'c1', same: false, distance: strict });
    expect((await ask()).remaining).toBe(0);
    expect(await groupsAt(loose)).toHaveLength(2);
  });

  it('leaves hidden people out', async () => {
    await corrections.hide(['c1'], strict);
    expect(await ask()).toEqual({ questions: [], remaining: 0 });
  });

  it('refuses a question about one', async () => {
    const answer = { a: 'c1', b: 'c1', same: true, distance: strict };
    await expect(answerQuestion(people, corrections, answer)).rejects.toThrow('two people');
  });
});

describe('why', () => {
  const why = async (face: number) =>
    explainFace(db, await people.viewAt(strict), new FaceSearch(db, embeddingModel), face);

  it('tells the faces of the own group and of the nearest other', async () => {
    const { own, other, leftOut, confirmed } = await why(1);
    expect(own).toMatchObject({ id: 'c1', name: null });
    const [one, two] = firstItems(
      [1, 2].map((id) => getVector(db, embeddingModel, id)!),
      2,
    );
    expect(own.faces).toEqual([{ id: 2, photoId: 2, distance: unitDistance(one, two), confirmed: false }]);
    expect(other!.faces.map(({ id }) => id)).toEqual([3, 4]);
    expect([leftOut, confirmed]).toEqual([null, false]);
  });

  it('tells confirmed faces first', async () => {
    await corrections.assign([4], null, 'Anna', strict);
    await corrections.assign([3], null, 'Anna', strict);
    const { own, confirmed } = await why(3);
    expect([own.name, confirmed, own.faces[0]!.confirmed]).toEqual(['Anna', true, true]);
  });

  it('tells confirmed faces first, however much nearer others are, and the nearest first of either', async () => {
    await corrections.name('c1', 'Anna', strict);
    const [asked, near] = firstItems(
      [0.03, 0.031].map((distance) => store(between(1, distance))),
      2,
    );
    const told = (faces: { id: number; confirmed: boolean }[]) =>
      faces.map(({ id, confirmed }) => [id, confirmed]);
    expect(told((await why(asked)).own.faces)).toEqual([
      [2, true],
      [1, true],
      [near, false],
    ]);
    expect(told((await why(3)).other!.faces)).toEqual([
      [2, true],
      [1, true],
      [near, false],
      [asked, false],
    ]);
  });

  it('says that a face is not there', async () => {
    await expect(why(99)).rejects.toMatchObject({ code: 'not-found' });
  });
});
