import { expect, type Locator, type Page } from '@playwright/test';
import { en } from '../../src-renderer/i18n/en.ts';

export const cards = (page: Page): Locator =>
  page.getByRole('list', { name: en.people.list }).getByRole('listitem');

/** Moves the distance slider to a value and lets it go. */
export async function setDistance(page: Page, distance: number): Promise<void> {
  const slider = page.getByRole('slider', { name: en.distance.label });
  await slider.fill(String(distance));
  await expect(slider).toHaveValue(String(distance));
}

/** Names the person of a card in place. */
export async function nameCard(page: Page, card: Locator, name: string): Promise<void> {
  await card.getByRole('button', { name: en.naming.add }).click();
  const field = page.getByRole('combobox', { name: en.naming.label });
  await field.fill(name);
  await field.press('Enter');
  await expect(page.getByRole('link', { name: new RegExp(`^${name}, `) })).toBeVisible();
}
