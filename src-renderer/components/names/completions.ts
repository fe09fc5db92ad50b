/** Largest number of suggestions. */
const most = 6;

const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLocaleLowerCase();

/**
 * Existing names that match a typed text: names that start with it first, then names with a word that does. Case and
 * accents are ignored. Nothing is suggested before the first letter or after a full match.
 * @param own the name that is being changed, which is no suggestion
 */
export function completions(text: string, names: readonly string[], own: string): string[] {
  if (text === own || names.includes(text.trim())) return [];
  return matching(text, names, own).slice(0, most);
}

/** All names except the person's own that match a typed text, in the order of completions; none for an empty text. */
export function matching(text: string, names: readonly string[], own: string): string[] {
  const wanted = fold(text);
  if (wanted === '') return [];
  const ranked = names
    .filter((name) => name !== own)
    .map((name) => ({ name, at: ` ${fold(name)}`.indexOf(` ${wanted}`) }))
    .filter(({ at }) => at >= 0);
  ranked.sort((a, b) => Math.sign(a.at) - Math.sign(b.at) || a.name.localeCompare(b.name));
  return ranked.map(({ name }) => name);
}
