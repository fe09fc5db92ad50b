/** Longest name of a person, in UTF-16 units. */
const maxLength = 200;

/** A name from outside as Familiar keeps names: composed, one line, bounded. Empty where nothing is left of it. */
export const personName = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
