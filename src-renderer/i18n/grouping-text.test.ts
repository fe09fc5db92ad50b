import { describe, expect, it } from 'vitest';
import { unclearFaces } from './grouping-text.ts';

const none = { 'too-small': 0, blurred: 0, 'turned-away': 0, unsure: 0, 'in-film': 0 };

describe('unclear faces', () => {
  it('are told with each reason that there is', () => {
    expect(unclearFaces({ ...none, blurred: 1 })).toMatch(/^1 is too blurred\. /);
    expect(unclearFaces({ ...none, 'too-small': 1200, unsure: 5 })).toMatch(
      /^1,200 are too small, 5 are hard to make out\. /,
    );
  });
});
