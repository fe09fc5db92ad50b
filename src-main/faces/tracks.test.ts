import { expect, it } from 'vitest';
import type { Box } from '../contract/models.ts';
import { faceWith, vectorOf } from '../services/model-session/test-faces.ts';
import type { RecognisedFace } from './recognised.ts';
import { Tracks } from './tracks.ts';

/** Faces of one synthetic person are about 0.14 apart, of two about 1.4. */
const distances = { anywhere: 0.3, atItsPlace: 0.6 };

const place = (x: number): Box => ({ x, y: 0.2, width: 0.2, height: 0.3 });
function face(person: number, variation: number, box = place(0.1), value = 0.9): RecognisedFace {
  const quality = { value, weakness: 'blurred' as const, sharpness: -12 };
  return { ...faceWith(vectorOf(person, variation), 0.2, quality), box };
}
const placesIn = (tracks: Tracks) =>
  tracks.faces.map(({ inFilm, quality }) => [
    inFilm?.track,
    inFilm?.moment,
    Number(quality.value.toFixed(2)),
  ]);

it('gathers the faces of each person, also one who comes back, and keeps the best of each', () => {
  const tracks = new Tracks(distances);
  for (let second = 0; second < 10; second++) {
    const seen = [face(1, second, place(0.1), 0.8 + second / 100)];
    if (second < 2 || second > 7) seen.push(face(2, second, place(0.7), 0.95 - second / 100));
    tracks.add(second, seen);
  }
  expect(placesIn(tracks)).toEqual([
    [2, 0, 0.95],
    [2, 1, 0.94],
    [1, 7, 0.87],
    [1, 8, 0.88],
    [2, 8, 0.87],
    [1, 9, 0.89],
  ]);
});

it('has one face of a frame in a track, and prefers the nearer', () => {
  const tracks = new Tracks(distances);
  tracks.add(0, [face(1, 1)]);
  tracks.add(1, [face(1, 2, place(0.5)), face(1, 1, place(0.1))]);
  const faces = tracks.faces;
  expect(faces.map(({ inFilm }) => inFilm?.track)).toEqual([1, 1, 2]);
  expect(faces[2]?.box.x).toBe(0.5);
});

it('follows a face that changes at its place, for a moment', () => {
  const between = (part: number) => {
    const [one, other] = [vectorOf(1, 1), vectorOf(2, 1)];
    const mixed = one.map((value, i) => (1 - part) * value + part * (other[i] ?? 0));
    const length = Math.hypot(...mixed);
    return mixed.map((value) => value / length);
  };
  const turning = (part: number, x: number) => ({ ...face(1, 1, place(x)), vector: between(part) });
  const tracksOf = (seconds: number, x: number) => {
    const tracks = new Tracks(distances);
    tracks.add(0, [turning(0, 0.1)]);
    tracks.add(seconds, [turning(0.3, x)]);
    return new Set(tracks.faces.map(({ inFilm }) => inFilm?.track)).size;
  };
  expect(tracksOf(1, 0.12)).toBe(1);
  expect(tracksOf(1, 0.6)).toBe(2);
  expect(tracksOf(9, 0.12)).toBe(2);
});

it('leaves out a track without a good face, and bounds the number of tracks', () => {
  const tracks = new Tracks(distances);
  tracks.add(0, [face(1, 1, place(0.1), 0.4)]);
  tracks.add(1, [face(1, 2, place(0.1), 0.5), face(2, 1, place(0.6))]);
  expect(placesIn(tracks)).toEqual([[1, 1, 0.9]]);
  const crowd = new Tracks(distances);
  for (let second = 0; second < 50; second++) {
    const people = Array.from({ length: 10 }, (_, i) => 10 + 10 * second + i);
    crowd.add(
      second,
      people.map((person) => face(person, 1, place(0.1), 0.71 + person / 5000)),
    );
  }
  expect(crowd.faces).toHaveLength(100);
  expect(Math.min(...crowd.faces.map(({ inFilm }) => inFilm?.moment ?? 0))).toBeGreaterThan(35);
});
