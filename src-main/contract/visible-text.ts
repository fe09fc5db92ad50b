/** Steers a terminal (C0 but tab and line feed, DEL, C1), or the direction in which letters are laid out. */
// eslint-disable-next-line no-control-regex -- it is what is looked for
const steering = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Takes no room. The joiners are left out where a script or an emoji needs them. */
const invisible =
  // eslint-disable-next-line no-misleading-character-class -- each of the characters counts by itself
  /[\u00ad\u180e\u200b\u2060-\u2064\ufeff]|(?<![\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}])[\u200c\u200d]/gu;

/**
 * A text from outside, such as the name of a file, as it may be shown: what would steer or hide is written out, as
 * in `⟨U+202E⟩`. Lines stay lines.
 */
export const visibleText = (text: string): string =>
  text.replace(steering, written).replace(invisible, written);

/** The same of a text that stands in a line, such as a path in a list: no line of its own comes out of it. */
export const oneLine = (text: string): string => visibleText(text).replace(/[\t\n]/g, written);

/** A text without what {@link visibleText} writes out. */
export const withoutInvisible = (text: string): string => text.replace(steering, '').replace(invisible, '');

const written = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
