import { describe, expect, it } from 'vitest';
import { personName } from '../common/person-name.ts';
import { visibleText } from './visible-text.ts';

describe('a text from outside', () => {
  it.each([
    ['\x1b[31mred\x1b]0;title\x07', '⟨U+001B⟩[31mred⟨U+001B⟩]0;title⟨U+0007⟩'],
    ['\x9b2J', '⟨U+009B⟩2J'],
    ['over\rwritten\b\x7f', 'over⟨U+000D⟩written⟨U+0008⟩⟨U+007F⟩'],
    ['photo\u202egpj.exe', 'photo⟨U+202E⟩gpj.exe'],
    ['\u2066a\u2069\u200f', '⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩'],
    ['An\u200bna', 'An⟨U+200B⟩na'],
    ['An\u200dna', 'An⟨U+200D⟩na'],
    ['two\nlines\tof text', 'two\nlines\tof text'],
    ['Zoë Ångström שרה 王', 'Zoë Ångström שרה 王'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👨\u200d👩\u200d👧 👩🏽\u200d🔬', '👨\u200d👩\u200d👧 👩🏽\u200d🔬'],
  ])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown));
});

describe('names that look alike', () => {
  it.each([['An\u200bna'], ['Anna\u202e'], ['\ufeffAnna'], ['An\u200dna'], ['An\u00adna'], ['\x1bAnna']])(
    '%j is Anna',
    (name) => expect(personName(name)).toBe('Anna'),
  );

  it('are one in whichever way an accent is written', () => {
    expect(personName('Zoe\u0308')).toBe(personName('Zo\u00eb'));
  });
});
