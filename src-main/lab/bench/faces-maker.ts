import { required } from '../../common/elements.ts';
import { addUint32, float64At, uint32At } from '../../common/typed-arrays.ts';
import { normalDeviate, seededRandom } from '../../common/random.ts';
import { embeddingDimension as dimension, normalise } from '../../common/vectors.ts';

/**
 * [Note: Made-up faces] Vectors spread as those of the dlib ResNet are on Labeled Faces in the Wild. Its faces lie
 * in a cone: every vector is a common direction of length 0.917, and what makes up a person, and what makes up a
 * photo of them, both normal with mean 0. The variance of people sums to 0.119 and falls by e in 18 dimensions,
 * that of photos to 0.0396 and falls by e in 25; then the vector is scaled to length 1. Half of the people are seen
 * once, and the number of photos falls as its power -2, up to one in a hundred of all faces. As many faces are in a
 * photo as people at random, 2.5 on average, no person twice.
 *
 * A later face is of a new person with the probability that a face of the library is of a person seen once (Good 1953),
 * and otherwise of the person of a random face.
 */
const common = 0.917;
const people = { variance: 0.119, dimensions: 18 };
const photos = { variance: 0.0396, dimensions: 25 };
const facesInPhoto = 2.5;

export interface MadeUpFace {
  person: number;
  photo: number;
  vector: Float32Array;
}

/**
 * Makes faces, photo by photo; the same ones for the same seed.
 * @param later number of faces that are added to the same library afterwards
 */
export function* makeUpFaces(count: number, seed: number, later = 0): Generator<MadeUpFace> {
  const random = seededRandom(seed);
  const ofPeople = deviations(people);
  const ofPhotos = deviations(photos);

  const appearances = withLater(drawAppearances(count, random), later, seededRandom(seed + 1));
  const centres = new Map<number, Float32Array>();
  const left = new Map<number, number>();
  for (const person of appearances) left.set(person, (left.get(person) ?? 0) + 1);
  let photo = 0;
  let inPhoto = new Set<number>();
  for (const [at, person] of appearances.entries()) {
    if (photo === 0 || at === count || random() < 1 / facesInPhoto || inPhoto.has(person)) {
      photo++;
      inPhoto = new Set();
    }
    inPhoto.add(person);
    const centre =
      centres.get(person) ??
      Float32Array.from(
        ofPeople,
        (deviation, k) => deviation * normalDeviate(random) + (k === 0 ? common : 0),
      );
    // Somebody who does not come again is forgotten: a million people would take half a gigabyte.
    const still = required(left.get(person)) - 1;
    left.set(person, still);
    if (still === 0) centres.delete(person);
    else centres.set(person, centre);
    yield {
      person,
      photo,
      vector: normalise(centre.map((value, k) => value + float64At(ofPhotos, k) * normalDeviate(random))),
    };
  }
}

function deviations({ variance, dimensions }: { variance: number; dimensions: number }): Float64Array {
  const falling = Float64Array.from({ length: dimension }, (_, k) => Math.exp(-k / dimensions));
  const sum = falling.reduce((total, value) => total + value, 0);
  return falling.map((value) => Math.sqrt((value * variance) / sum));
}

/** Draws the person of each face, in random order. */
function drawAppearances(count: number, random: () => number): Uint32Array {
  const appearances = new Uint32Array(count);
  for (let at = 0, person = 0; at < count; person++) {
    const many = Math.floor(1 / (1 - random()));
    const end = Math.min(count, at + Math.min(many, Math.max(2, Math.floor(count / 100))));
    appearances.fill(person, at, end);
    at = end;
  }
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [appearances[i], appearances[j]] = [uint32At(appearances, j), uint32At(appearances, i)];
  }
  return appearances;
}

function withLater(appearances: Uint32Array, later: number, random: () => number): Uint32Array {
  const { length } = appearances;
  const all = new Uint32Array(length + later);
  all.set(appearances);
  const sizes = new Uint32Array(length);
  for (const person of appearances) addUint32(sizes, person, 1);
  const seenOnce = sizes.reduce((sum, size) => sum + (size === 1 ? 1 : 0), 0);
  let newcomer = length;
  for (let at = length; at < all.length; at++) {
    const isNew = random() < seenOnce / length;
    all[at] = isNew ? newcomer++ : uint32At(appearances, Math.floor(random() * length));
  }
  return all;
}
