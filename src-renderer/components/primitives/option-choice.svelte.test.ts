import { describe, expect, it } from 'vitest';
import { OptionChoice, optionId } from './option-choice.svelte.ts';

const pressed = (choice: OptionChoice, ...keys: string[]) =>
  keys.map((key) => (choice.moveBy(key), choice.index));
const down = 'ArrowDown';
const up = 'ArrowUp';

describe('the choice', () => {
  it.each([
    ['from nothing down to the first and round', -1, [down, down, down, down], [0, 1, 2, 0]],
    ['from nothing up to the last', -1, [up, up, up, up], [2, 1, 0, 2]],
    ['from the first down', 0, [down, down, down], [1, 2, 0]],
    ['from the first up to the last', 0, [up, up], [2, 1]],
  ])('moves %s', (_, start, keys, indices) => {
    expect(
      pressed(
        new OptionChoice(
          () => 3,
          () => start,
        ),
        ...keys,
      ),
    ).toEqual(indices);
  });

  it('leaves other keys to the field', () => {
    const choice = new OptionChoice(() => 3);
    for (const key of ['Enter', 'Escape', 'ArrowLeft', 'a']) expect(choice.moveBy(key)).toBe(false);
    expect(choice.index).toBe(-1);
    expect(choice.moveBy(down)).toBe(true);
  });

  it('is nothing where there are no options, which leaves the arrow keys to the field', () => {
    const choice = new OptionChoice(
      () => 0,
      () => 0,
    );
    expect(choice.moveBy(down)).toBe(false);
    expect(choice.index).toBe(-1);
  });

  it('starts anew when it is reset', () => {
    const choice = new OptionChoice(() => 3);
    pressed(choice, down, down);
    choice.reset();
    expect(choice.index).toBe(-1);
  });

  it('follows a start that changes, until an arrow key', () => {
    let start = -1;
    const choice = new OptionChoice(
      () => 3,
      () => start,
    );
    start = 0;
    expect(choice.index).toBe(0);
    pressed(choice, down);
    start = -1;
    expect(choice.index).toBe(1);
  });

  it('stays within options that become fewer', () => {
    let count = 5;
    const choice = new OptionChoice(() => count);
    pressed(choice, up);
    count = 2;
    expect(choice.index).toBe(1);
    expect(pressed(choice, down)).toEqual([0]);
  });
});

it('options have ids of their own', () => {
  expect(optionId('names', 2)).toBe('names-2');
});
