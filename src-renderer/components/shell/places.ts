import type { MessageKey } from '../../i18n/messages.ts';
import type { Route } from '../../router.ts';
import type { IconName } from '../primitives/Icon.svelte';

interface Place {
  label: MessageKey;
  icon: IconName;
  route: Route;
}

/** The main places, in the order of the navigation. */
export const places = [
  { label: 'nav.people', icon: 'people', route: { view: 'people' } },
  { label: 'nav.photos', icon: 'photo', route: { view: 'photos' } },
  { label: 'search.title', icon: 'search', route: { view: 'search', query: '' } },
  { label: 'insights.review.title', icon: 'question', route: { view: 'review' } },
  { label: 'training.title', icon: 'learning', route: { view: 'training' } },
] as const satisfies readonly Place[];
