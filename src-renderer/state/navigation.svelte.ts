import { tick } from 'svelte';
import { tokenIn } from '../connection/web.ts';
import { hrefOf, parentOf, parseRoute } from '../router.ts';
import type { Route } from '../router.ts';

interface Visit {
  scroll: number;
  /** Id of the element that had the focus. */
  focus: string;
}

/**
 * Where the user is. Every entry of the browser's history carries a number, so that going back finds the
 * place on the page and the focus as they were left, and going forward starts at the top.
 */
class Navigation {
  route = $state.raw<Route>(parseRoute(location.hash));
  #visits = new Map<number, Visit>();
  #visit = 0;
  #entries = 0;
  /** Id of the element to focus after navigation. */
  #focus = '';

  /** Starts listening. Called once. */
  start(): void {
    history.scrollRestoration = 'manual';
    this.#entries = this.#visit = (history.state as { visit?: number } | null)?.visit ?? 0;
    history.replaceState({ visit: this.#visit }, '');
    addEventListener('hashchange', () => void this.#arrive());
  }

  /** @param focus id of the element that gets the focus there */
  go(route: Route, focus = ''): void {
    if (location.hash === hrefOf(route)) document.getElementById(focus)?.focus();
    else this.#focus = focus;
    location.hash = hrefOf(route);
  }

  /** Goes to a neighbouring place without a step in the history. */
  replace(route: Route): void {
    history.replaceState({ visit: this.#visit }, '', hrefOf(route));
    this.route = route;
  }

  /** Back to where the user came from, or one level up where this was the first page. */
  back(): void {
    if (this.#visit > 0 && this.#visits.size > 0) history.back();
    else this.replace(parentOf(this.route));
  }

  /** Going back finds the focus also on a person who goes by another id by now. */
  renamed(person: string, id: string): void {
    for (const visit of this.#visits.values()) {
      if (visit.focus === `person-${person}`) visit.focus = `person-${id}`;
    }
  }

  async #arrive(): Promise<void> {
    if (tokenIn(location.hash) !== null) return location.reload();
    this.#visits.set(this.#visit, { scroll: scrollY, focus: document.activeElement?.id ?? '' });
    const known = (history.state as { visit?: number } | null)?.visit;
    this.#visit = known ?? ++this.#entries;
    if (known === undefined) history.replaceState({ visit: this.#visit }, '');
    this.route = parseRoute(location.hash);
    await tick();
    const visit = known === undefined ? undefined : this.#visits.get(known);
    scrollTo(0, visit?.scroll ?? 0);
    await tick();
    const id = this.#focus || visit?.focus;
    this.#focus = '';
    const left = id ? document.getElementById(id) : null;
    (left ?? document.getElementById('content'))?.focus({ preventScroll: true });
  }
}

export const navigation = new Navigation();
