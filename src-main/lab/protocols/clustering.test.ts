import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { whisper } from '../baselines/chinese-whispers.ts';
import { scoreClusters } from '../../metrics/clustering-scores.ts';
import { dbscan } from '../baselines/dbscan.ts';
import { findNeighbours } from '../baselines/neighbours.ts';
import { sweepDistances, sweptDistances } from './sweep.ts';
import { clusterAt } from '../../metrics/grouping.ts';

/** Points on the unit circle at these angles in degrees. */
const circle = (degrees: number[]) =>
  Float32Array.from(degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]));
/** Length of the chord of an angle in degrees. */
const chord = (degrees: number) => 2 * Math.sin((degrees * Math.PI) / 360);
const neighboursOf = (degrees: number[]) => findNeighbours(circle(degrees), 2, 2);

describe('scores of clusters', () => {
  it('are 1 where clusters are people, none and one face included', () => {
    const perfect = { precision: 1, recall: 1, f: 1 };
    expect(scoreClusters([[0, 2], [1]], [5, 6, 5])).toEqual({ bcubed: perfect, pairwise: perfect });
    expect(scoreClusters([[0]], [5])).toEqual({ bcubed: perfect, pairwise: perfect });
    expect(scoreClusters([], []).pairwise).toEqual(perfect);
  });

  it('are those of an example worked out by hand', () => {
    // Cluster of A A B, cluster of A: person A has three faces, B one.
    const { bcubed, pairwise } = scoreClusters([[0, 1, 2], [3]], [0, 0, 1, 0]);
    expect(bcubed.precision).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 12);
    expect(bcubed.recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4, 12);
    expect(pairwise).toEqual({ precision: 1 / 3, recall: 1 / 3, f: 1 / 3 });
  });

  it('agree with the definitions on random clusters', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 50; round++) {
      const n = 1 + Math.floor(random() * 25);
      const draw = () => Array.from({ length: n }, () => Math.floor(random() * 5));
      const [people, classes] = [draw(), draw()];
      const clusters = [...Map.groupBy(people.keys(), (i) => classes[i]).values()];
      const { bcubed, pairwise } = scoreClusters(clusters, people);
      expect([bcubed.precision, bcubed.recall]).toEqual(bcubedOracle(people, classes));
      expect([pairwise.precision, pairwise.recall]).toEqual(pairwiseOracle(people, classes));
    }
  });
});

function bcubedOracle(people: number[], classes: number[]) {
  const part = (of: number[], that: number[]) => {
    const each = of.map((own, i) => {
      const alike = of.flatMap((other, j) => (other === own ? [j] : []));
      return alike.filter((j) => that[j] === that[i]).length / alike.length;
    });
    return each.reduce((a, b) => a + b) / of.length;
  };
  return [expect.closeTo(part(classes, people), 12), expect.closeTo(part(people, classes), 12)];
}

function pairwiseOracle(people: number[], classes: number[]) {
  let [both, joined, ofPeople] = [0, 0, 0];
  for (let i = 0; i < people.length; i++) {
    for (let j = 0; j < i; j++) {
      const [one, together] = [people[i] === people[j], classes[i] === classes[j]];
      both += Number(one && together);
      joined += Number(together);
      ofPeople += Number(one);
    }
  }
  return [joined ? both / joined : 1, ofPeople ? both / ofPeople : 1];
}

describe('neighbours', () => {
  it('are all others up to the distance, nearest first', () => {
    const neighbours = findNeighbours(circle([0, 10, 13, 40]), 2, chord(20));
    expect([...neighbours.within(0, chord(20))]).toEqual([1, 2]);
    expect([...neighbours.within(2, chord(20))]).toEqual([1, 0]);
    expect([...neighbours.within(2, chord(5))]).toEqual([1]);
    expect([...neighbours.within(3, chord(20))]).toEqual([]);
  });
});

describe('Chinese whispers', () => {
  it('finds groups that are far apart, and leaves the lonely alone', () => {
    const neighbours = neighboursOf([0, 2, 4, 90, 92, 94, 200]);
    expect(whisper(neighbours, chord(5), 1)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(whisper(neighbours, chord(1), 1)).toHaveLength(7);
    expect(whisper(neighboursOf([]), 1, 1)).toEqual([]);
  });

  it('parts two crowds that one edge joins, where single linkage would not', () => {
    const crowds = neighboursOf([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17]);
    const parted = Array.from({ length: 20 }, (_, seed) => whisper(crowds, chord(7.5), seed)).filter(
      ([first, second]) => first!.join() === '0,1,2,3,4,5' && second?.join() === '6,7,8,9,10,11',
    );
    expect(parted.length).toBeGreaterThan(10);
    expect(dbscan(crowds, chord(7.5), 2)).toHaveLength(1);
  });

  it('gives the same for the same seed', () => {
    const random = seededRandom(5);
    const neighbours = neighboursOf(Array.from({ length: 80 }, () => random() * 360));
    expect(whisper(neighbours, chord(8), 3)).toEqual(whisper(neighbours, chord(8), 3));
  });
});

describe('DBSCAN', () => {
  it('joins cores in chains, takes in their border, and leaves noise alone', () => {
    // With three points to a core, 0, 2 and 4 have two neighbours each, 6 is the border of 4, 8.5 of none.
    const neighbours = neighboursOf([0, 2, 4, -2, 6, 8.5]);
    expect(dbscan(neighbours, chord(2.1), 3)).toEqual([[0, 1, 2, 3, 4], [5]]);
    expect(dbscan(neighbours, chord(2.6), 2)).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(dbscan(neighbours, chord(2.1), 6)).toHaveLength(6);
    expect(dbscan(neighboursOf([]), 1, 2)).toEqual([]);
  });

  it('with two points to a core is single linkage', () => {
    const random = seededRandom(6);
    const degrees = Array.from({ length: 60 }, () => random() * 360).sort((a, b) => a - b);
    const gaps = degrees.filter((d, i) => i > 0 && d - degrees[i - 1]! > 6).length;
    const closed = degrees[0]! + 360 - degrees.at(-1)! <= 6;
    expect(dbscan(neighboursOf(degrees), chord(6), 2)).toHaveLength(gaps + (closed ? 0 : 1));
  });
});

/** Faces in 128 dimensions: people at right angles to each other, each face a little off its person. */
function madeUpFaces(people: number, faces: number) {
  const random = seededRandom(7);
  const vectors = new Float32Array(people * faces * 128);
  const of = Uint32Array.from({ length: people * faces }, (_, i) => i % people);
  of.forEach((person, i) => {
    const vector = Float32Array.from({ length: 128 }, (_, k) => (k === person ? 1 : (random() - 0.5) * 0.05));
    const length = Math.hypot(...vector);
    vectors.set(
      vector.map((value) => value / length),
      i * 128,
    );
  });
  return { vectors, people: of };
}

describe('a sweep', () => {
  it('covers the distances between faces of one person, in steps of a hundredth', () => {
    const distances = sweptDistances(madeUpFaces(6, 5));
    expect(distances.length).toBeGreaterThan(3);
    expect(distances[0]).toBeGreaterThan(0.1);
    expect(distances.at(-1)).toBeLessThan(0.4);
    distances.slice(1).forEach((d, i) => expect(d - distances[i]!).toBeCloseTo(0.01, 9));
  });

  it('finds the people, as the baselines do', async () => {
    const { best, curve, baselines } = sweepDistances(madeUpFaces(6, 5));
    const perfect = { precision: 1, recall: 1, f: 1 };
    expect(best).toMatchObject({ clusters: 6, bcubed: perfect, pairwise: perfect });
    expect(curve.map((at) => at.distance)).toContain(best.distance);
    expect(baselines['chinese-whispers'].bcubed).toEqual(perfect);
    expect(baselines.dbscan.bcubed).toEqual(perfect);
  });

  it('agrees with the clustering at one distance', async () => {
    const faces = madeUpFaces(6, 5);
    const { curve } = sweepDistances(faces);
    expect(clusterAt(faces, [curve[2]!.distance])).toEqual([curve[2]]);
    const [apart, together] = firstItems(clusterAt(faces, [0, 2]), 2);
    expect([apart.clusters, together.clusters]).toEqual([30, 6]);
    expect(together.bcubed).toMatchObject({ precision: 1, recall: 1 });
  });
});
