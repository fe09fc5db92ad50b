import { html } from './html.ts';
import type { Section } from './page.ts';

const words = {
  Accuracy:
    'The part of the pairs that are judged rightly. A fold is judged at the distance that is right most often on the other folds; a pair with a face that was not found counts as wrong.',
  'VAL and FAR':
    'At a distance, VAL (validation rate) is the part of the pairs of one person that are accepted, FAR (false accept rate) that of the pairs of two people. VAL at a FAR is read at the largest distance that keeps to it, over all pairs. A face that was not found lets nobody in.',
  Distance:
    'Euclidean, between two vectors of length 1: from 0, the same, to 2. Two faces are taken for one person where their distance is at most the one that judges.',
  'Standard error':
    'Of the mean over the folds: their standard deviation divided by the root of their number. What the FaceNet paper and the lists of results of LFW print after ±.',
  Videos:
    'Two videos are as far apart as their frames are in the mean, each frame of one with each frame of the other. Frames without a face are left out.',
  'B-cubed':
    'The mean over faces of how pure the face’s group is (precision) and of how much of its person the group holds (recall). F is their harmonic mean.',
  Pairwise:
    'The same asked of every two faces: precision is the part of the pairs grouped together that are one person, recall the part of a person’s pairs that are together. People count by the square of their faces.',
  'Familiar’s groups':
    'The two groups are joined whose faces are most alike in the mean, until none are more alike than two faces at the distance. Likeness falls fast with distance, and where many people look alike.',
  'Rank 1 and rank 5':
    'For a face whose person has another one: whether that person is the nearest, or among the five nearest, of all other people.',
  'FPIR and DIR':
    'With half of the people unknown: FPIR is the part of the unknown people’s faces that are taken for somebody, DIR the part of the known people’s faces that are given their name.',
} as const;

export type Word = keyof typeof words;

/** Section that defines the page’s terms. */
export function glossary(terms: readonly Word[]): Section {
  return {
    id: 'words',
    title: 'What the words mean',
    content: html`<dl class="glossary">
      ${terms.map(
        (term) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${words[term]}</dd>
          </div>`,
      )}
    </dl>`,
  };
}
