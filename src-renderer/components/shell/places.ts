import { en } from '../../i18n/en.ts';
import type { Route } from '../../router.ts';
import type { IconName } from '../primitives/Icon.svelte';

export interface Place {
  label: string;
  icon: IconName;
  route: Route;
}

/** The main places, in the order of the navigation. */
export const places: readonly Place[] = [
  { label: en.nav.people, icon: 'people', route: { view: 'people' } },
  { label: en.nav.photos, icon: 'photo', route: { view: 'photos' } },
  { label: en.search.title, icon: 'search', route: { view: 'search', query: '' } },
  { label: en.insights.review.title, icon: 'question', route: { view: 'review' } },
  { label: en.training.title, icon: 'learning', route: { view: 'training' } },
];
