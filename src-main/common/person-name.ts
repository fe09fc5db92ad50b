import { withoutInvisible } from '../contract/visible-text.ts';

/** Longest name of a person, in UTF-16 units. */
const maxLength = 200;

/**
 * A name from outside as Familiar keeps names: composed, one line, bounded, and without what nobody sees, so that two
 * names that look the same are the same. Empty where nothing is left of it.
 */
export const personName = (text: string): string =>
  withoutInvisible(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\s\p{Cc}]+/gu, ' '),
  )
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
