/** A place in the app. The address shows it after `#/`, so that back, forward and reload work. */
export type Route =
  | { view: 'people' }
  | { view: 'person'; id: string }
  | { view: 'photos' }
  /**
   * `of` is the person whose photos are leafed through, `found` the search (as its address has it) whose results are;
   * both are null for the whole library. `face` is picked out.
   */
  | { view: 'photo'; id: number; of: string | null; found: string | null; face: number | null }
  | { view: 'review' }
  /** `query` is what is looked for, see `state/search-query.ts`; empty for nothing. */
  | { view: 'search'; query: string }
  | { view: 'training' }
  /** Result of one training. */
  | { view: 'run'; id: number }
  | { view: 'add' }
  | { view: 'settings' };

/** The address of a place, with its `#`. */
export function hrefOf(route: Route): string {
  switch (route.view) {
    case 'person':
      return `#/person/${route.id}`;
    case 'photo': {
      const { id, of, found, face } = route;
      const list = found === null ? (of === null ? '' : `/person/${of}`) : '/search';
      const parts = [found, face === null ? null : `face=${face}`].filter(Boolean);
      return `#${list}/photo/${id}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
    }
    case 'search':
      return route.query === '' ? '#/search' : `#/search?${route.query}`;
    case 'run':
      return `#/training/${route.id}`;
    default:
      return `#/${route.view}`;
  }
}

const patterns: [RegExp, (...parts: (string | undefined)[]) => Route][] = [
  [/^#\/person\/([pc][1-9]\d*)$/, (id = '') => ({ view: 'person', id })],
  [
    /^#(?:\/person\/([pc][1-9]\d*))?\/photo\/([1-9]\d*)(?:\?face=([1-9]\d*))?$/,
    (of, id, face) => ({
      view: 'photo',
      id: Number(id),
      of: of ?? null,
      found: null,
      face: face === undefined ? null : Number(face),
    }),
  ],
  [
    /^#\/search\/photo\/([1-9]\d*)(?:\?(.*?)&?(?:face=([1-9]\d*))?)?$/,
    (id, found, face) => ({
      view: 'photo',
      id: Number(id),
      of: null,
      found: found ?? '',
      face: face === undefined ? null : Number(face),
    }),
  ],
  [/^#\/photos$/, () => ({ view: 'photos' })],
  [/^#\/review$/, () => ({ view: 'review' })],
  [/^#\/search(?:\?(.*))?$/, (query) => ({ view: 'search', query: query ?? '' })],
  [/^#\/training$/, () => ({ view: 'training' })],
  [/^#\/training\/([1-9]\d*)$/, (id) => ({ view: 'run', id: Number(id) })],
  [/^#\/add$/, () => ({ view: 'add' })],
  [/^#\/settings$/, () => ({ view: 'settings' })],
];

/** The place that an address stands for; people, the start, for any that is not known. */
export function parseRoute(hash: string): Route {
  for (const [pattern, route] of patterns) {
    const match = pattern.exec(hash);
    if (match) return route(...match.slice(1));
  }
  return { view: 'people' };
}

/** Where Escape leads when there is nothing to go back to. */
export function parentOf(route: Route): Route {
  if (route.view === 'photo') {
    if (route.found !== null) return { view: 'search', query: route.found };
    return route.of === null ? { view: 'photos' } : { view: 'person', id: route.of };
  }
  if (route.view === 'run') return { view: 'training' };
  return { view: 'people' };
}

/** The main place that a place belongs to. */
export function sectionOf(route: Route): Route['view'] {
  if (route.view === 'person' || (route.view === 'photo' && route.of !== null)) return 'people';
  if (route.view === 'run') return 'training';
  if (route.view === 'photo') return route.found === null ? 'photos' : 'search';
  return route.view;
}
