import type { Component } from 'svelte';
import type { Route } from '../router.ts';

/** Screens that are not needed for the first picture of the app; each is a file of its own. */
const loaders = {
  add: async () => (await import('./AddPhotos.svelte')).default as Component,
  review: async () => (await import('./Review.svelte')).default as Component,
  training: async () => (await import('./Training.svelte')).default as Component,
  run: async () => (await import('./Run.svelte')).default as Component<{ id: number }>,
  settings: async () => (await import('./Settings.svelte')).default as Component<{ onshortcuts: () => void }>,
};

type Loaded = { [Name in keyof typeof loaders]?: Awaited<ReturnType<(typeof loaders)[Name]>> };

const isLazy = (view: string): view is keyof Loaded => view in loaders;

/** The screens that have been fetched. */
class LazyViews {
  loaded = $state.raw<Loaded>({});

  /** Fetches all of them, one after the other; called once the first screen is there. */
  async fetchAll(): Promise<void> {
    for (const name of Object.keys(loaders) as (keyof Loaded)[]) await this.#fetch(name);
  }

  /** Fetches the screen of a place, where it is one of these. */
  async need(view: Route['view']): Promise<void> {
    if (isLazy(view)) await this.#fetch(view);
  }

  async #fetch(name: keyof Loaded): Promise<void> {
    if (this.loaded[name]) return;
    const view = await loaders[name]();
    this.loaded = { ...this.loaded, [name]: view };
  }
}

export const lazyViews = new LazyViews();
