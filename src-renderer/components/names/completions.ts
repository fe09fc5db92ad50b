/** Suggestions shown at most. */
const most = 6;

const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLocaleLowerCase();

/**
 * Names in use that a typed text may mean: those that start with it first, then those with a word that does.
 * Case and accents do not count. Nothing is suggested before something is typed, nor once it is typed out.
 * @param own the name that is being changed, which is no suggestion
 */
export function completions(text: string, names: readonly string[], own: string): string[] {
  if (text === own || names.includes(text.trim())) return [];
  return matching(text, names, own).slice(0, most);
}

/** All names but one's own that a typed text may mean, ranked as completions are; none for an empty text. */
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
