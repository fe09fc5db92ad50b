import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import type { RecognisedPhoto } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { SessionInForce, type ModelSession } from './session.ts';
import { photoWith } from './test-faces.ts';

/** A recogniser whose photos finish on demand. */
function recogniser(model: string) {
  const endings: ((photo: RecognisedPhoto) => void)[] = [];
  const made = {
    closed: 0,
    device: null,
    photosAtOnce: model.length,
    recognise: () => new Promise<RecognisedPhoto>((resolve) => endings.push(resolve)),
    async close() {
      made.closed++;
    },
    end: () => endings.splice(0).forEach((resolve) => resolve({ ...photoWith([]), model })),
  };
  return made satisfies Recogniser;
}

const session = (recogniser: Recogniser) => ({ recogniser, search: { stop: () => {} } }) as ModelSession;

describe('the recogniser of the session in force', () => {
  it('lets photos end where they began, and closes what has none left', async () => {
    const [before, after] = [recogniser('old'), recogniser('newer')];
    const current = new SessionInForce(session(before));
    expect(current.photosAtOnce).toBe(3);
    const first = current.recognise('1.jpg');
    current.replace(session(after));
    const second = current.recognise('2.jpg');
    expect([current.photosAtOnce, before.closed]).toEqual([5, 0]);
    before.end();
    expect((await first).model).toBe('old');
    expect([before.closed, after.closed]).toEqual([1, 0]);
    after.end();
    expect((await second).model).toBe('newer');
    await current.close();
    expect([before.closed, after.closed]).toEqual([1, 1]);
  });

  it('closes one that has nothing to do as soon as it is replaced, and all at the end', async () => {
    const [first, second, third] = firstItems(['a', 'b', 'c'].map(recogniser), 3);
    const current = new SessionInForce(session(first));
    current.replace(session(second));
    expect(first.closed).toBe(1);
    void current.recognise('1.jpg');
    current.replace(session(third));
    await current.close();
    expect([second.closed, third.closed]).toEqual([1, 1]);
  });
});
