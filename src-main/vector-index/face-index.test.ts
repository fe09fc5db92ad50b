import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { normalise, unitDistance } from '../common/vectors.ts';
import { FaceIndex, type IndexedVector, inspectIndex } from './face-index.ts';

const identity = { modelId: 'test', dimension: 8 };

function randomFaces(count: number, seed: number): IndexedVector[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    faceId: 10 + i,
    vector: normalise(Float32Array.from({ length: identity.dimension }, () => random() - 0.5)),
  }));
}

const exact = (faces: IndexedVector[], vector: Float32Array, count: number) =>
  faces
    .map((face) => ({ faceId: face.faceId, distance: unitDistance(face.vector, vector) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-index-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => join(folder, 'faces.hnsw');

function filled(faces: IndexedVector[]): FaceIndex {
  const index = FaceIndex.create(identity);
  for (const face of faces) index.add(face);
  return index;
}

describe('face index', () => {
  it('finds nothing in an empty index, and never more faces than it has', () => {
    const index = FaceIndex.create(identity);
    const [face] = firstItems(randomFaces(1, 1), 1);
    expect(index.search(face.vector, 5)).toEqual([]);
    index.add(face);
    expect(index.search(face.vector, 5)).toEqual([{ faceId: 10, distance: expect.closeTo(0, 3) }]);
  });

  it('agrees with an exhaustive search, beyond its initial capacity', () => {
    const faces = randomFaces(1500, 2);
    const index = filled(faces);
    let found = 0;
    for (const { vector } of faces.slice(0, 100)) {
      const wanted = exact(faces, vector, 10);
      const got = index.search(vector, 10);
      found += wanted.filter((w) => got.some((g) => g.faceId === w.faceId)).length;
      expect(got[1]!.distance).toBeCloseTo(wanted[1]!.distance, 4);
    }
    expect(found / 1000).toBeGreaterThan(0.98);
  });

  it('is empty if the sealed file is not an index', () => {
    filled(randomFaces(300, 3)).save(file());
    const garbage = Buffer.alloc(readFileSync(file()).length, 7);
    writeFileSync(file(), garbage);
    const seal = JSON.parse(readFileSync(`${file()}.json`, 'utf8')) as object;
    const sha256 = createHash('sha256').update(garbage).digest('hex');
    writeFileSync(`${file()}.json`, JSON.stringify({ ...seal, sha256 }));
    expect(inspectIndex(file(), identity).health).toBe('good');
    expect(FaceIndex.load(file(), identity).size).toBe(0);
  });

  it('is unchanged after saving and loading', () => {
    const faces = randomFaces(300, 3);
    filled(faces).save(file());
    const loaded = FaceIndex.load(file(), identity);
    expect(loaded.size).toBe(300);
    expect(loaded.lastFaceId).toBe(309);
    expect(loaded.search(faces[7]!.vector, 10)).toEqual(filled(faces).search(faces[7]!.vector, 10));
    loaded.add({ faceId: 999, vector: faces[7]!.vector });
    expect(loaded.size).toBe(301);
  });

  it('is empty if the file is missing, damaged, or of another model', () => {
    expect(FaceIndex.load(file(), identity).size).toBe(0);
    expect(inspectIndex(file(), identity).health).toBe('missing');

    filled(randomFaces(50, 4)).save(file());
    expect(inspectIndex(file(), identity)).toEqual({ health: 'good', faces: 50 });
    expect(FaceIndex.load(file(), { ...identity, modelId: 'other' }).size).toBe(0);

    const whole = readFileSync(file());
    writeFileSync(file(), whole.subarray(0, whole.length / 2));
    expect(inspectIndex(file(), identity).health).toBe('damaged');
    expect(FaceIndex.load(file(), identity).size).toBe(0);

    copyFileSync(file(), `${file()}.json`);
    expect(FaceIndex.load(file(), identity).size).toBe(0);
  });
});
