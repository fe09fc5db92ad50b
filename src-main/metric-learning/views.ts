import { elementAt } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import { mirror } from '../faces/align/chip.ts';
import type { Pixels } from '../photos/pixels.ts';
import { degraded, misaligned } from './augment.ts';

/** Views of a face at most: more say little that is new, and take time and memory. */
const mostViews = 8;
const leastViews = 2;
/** Tells whether a view of a nameless face is plain, as recognition sees it. Every other one is, beside a degraded one. */
export const isPlain = (view: number): boolean => view % 2 === 0;

/**
 * Number of views of each face.
 * @param most views of all faces together, which bounds the memory that their maps take
 */
export const viewsPerFace = (faces: number, most: number): number =>
  Math.min(mostViews, Math.max(leastViews, Math.floor(most / Math.max(1, faces))));

/**
 * A face as one of its views shows it. Views of a labelled face are the chips that recognition shows the network, each
 * and its mirror image, and then such chips a little misaligned. Nameless faces of the library are seen as they are in
 * every other view and otherwise degraded (augment.ts): held to where the base model puts the clean face, they teach the
 * network to see through bad photos without anybody's name.
 * @param chips the face in each of recognition's frames
 * @param seed of this view: the same gives the same pixels
 */
export async function viewOf(
  chips: readonly Pixels[],
  view: number,
  { labelled, seed }: { labelled: boolean; seed: number },
): Promise<Pixels> {
  const random = seededRandom(seed);
  const either = (chip: Pixels) => (random() < 0.5 ? chip : mirror(chip));
  const any = () => either(elementAt(chips, Math.floor(random() * chips.length)));
  if (labelled) {
    const plain = chips[Math.floor(view / 2)];
    if (!plain) return misaligned(any(), random);
    return view % 2 === 0 ? plain : mirror(plain);
  }
  return isPlain(view) ? any() : degraded(misaligned(any(), random), random);
}
