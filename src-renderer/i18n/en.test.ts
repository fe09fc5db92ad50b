import { describe, expect, it } from 'vitest';
import { en } from './en.ts';

const none = { 'too-small': 0, blurred: 0, 'turned-away': 0, unsure: 0 };

describe('the summary of people', () => {
  it('tells of smaller groups and of faces left out only where there are any', () => {
    expect(en.people.summary(3, 0, none)).toBe('3 people');
    expect(en.people.summary(1, 1, none)).toBe('1 person, 1 face in smaller groups');
    expect(en.people.summary(3, 0, { ...none, blurred: 1 })).toBe('3 people, 1 face left out as too blurred');
    expect(en.people.summary(3, 2, { ...none, 'too-small': 1200, unsure: 5 })).toBe(
      '3 people, 2 faces in smaller groups, 1,205 faces left out (1,200 too small, 5 hard to make out)',
    );
  });
});
