import { en } from '../i18n/en.ts';
import type { Route } from '../router.ts';

/** The main places, as the header lists them. */
export const places: readonly { label: string; route: Route }[] = [
  { label: en.nav.people, route: { view: 'people' } },
  { label: en.nav.photos, route: { view: 'photos' } },
  { label: en.search.title, route: { view: 'search' } },
  { label: en.insights.review.title, route: { view: 'review' } },
  { label: en.training.title, route: { view: 'training' } },
];
