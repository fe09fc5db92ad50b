import { isPersonId } from '../../src-main/contract/person-id.ts';

/** Somebody in a search: in the photo, or not in it. */
export interface SoughtId {
  id: string;
  without: boolean;
}

export interface SearchQuery {
  sought: readonly SoughtId[];
  /** `all` if everybody sought has to be in the photo, `any` if one is enough. */
  match: 'all' | 'any';
  /** First and last day, ISO 8601; empty for none. */
  from: string;
  to: string;
  /** Only photos without a date. */
  undated: boolean;
  /** Only films. */
  films: boolean;
}

export const emptyQuery: SearchQuery = {
  sought: [],
  match: 'all',
  from: '',
  to: '',
  undated: false,
  films: false,
};

/** A search as the address shows it, after the question mark; empty where nothing is looked for. */
export function queryText({ sought, match, from, to, undated, films }: SearchQuery): string {
  const text = new URLSearchParams(sought.map(({ id, without }) => [without ? 'without' : 'with', id]));
  if (match === 'any') text.set('match', match);
  if (from !== '') text.set('from', from);
  if (to !== '') text.set('to', to);
  if (undated) text.set('undated', 'yes');
  if (films) text.set('films', 'yes');
  return text.toString();
}

/** Reads {@link queryText}. Parts that make no sense are left out. */
export function parseQuery(text: string): SearchQuery {
  const parts = new URLSearchParams(text);
  const day = (name: string): string => (/^\d{4}-\d\d-\d\d$/.exec(parts.get(name) ?? '') ?? [''])[0];
  const sought = new Map<string, SoughtId>();
  for (const [key, id] of parts) {
    const isPerson = (key === 'with' || key === 'without') && isPersonId(id);
    if (isPerson && !sought.has(id)) sought.set(id, { id, without: key === 'without' });
  }
  return {
    sought: [...sought.values()],
    match: parts.get('match') === 'any' ? 'any' : 'all',
    from: day('from'),
    to: day('to'),
    undated: parts.get('undated') === 'yes',
    films: parts.get('films') === 'yes',
  };
}
