import { withoutInvisible } from '../contract/visible-text.ts';

/** Maximum length of a person's name, in UTF-16 units. */
const maxLength = 200;

/**
 * Normalises an external name: composed, one line, bounded, and without invisible characters, so that names
 * that look equal are equal. The result may be empty.
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
