import { expect, type Locator, type Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';
import { cards, countWhenSettled } from './people.ts';

/** Actions on the selection. */
export const bar = (page: Page): Locator => page.getByRole('region', { name: t('corrections.bar') });

export const faceLinks = (page: Page): Locator =>
  page.getByRole('list', { name: t('person.faces') }).getByRole('link');

/** Goes to the faces of the person whose page is open. */
export const openFaces = (page: Page): Promise<void> =>
  page.getByRole('tab', { name: t('person.faces') }).press('Enter');

/** Message about the last edit. */
export const told = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('status', { name: t('toasts.label') }).getByText(text);

/** Shows everybody, however few their faces are; returns how many groups there are. */
export async function showEveryone(page: Page): Promise<number> {
  const everyone = page.getByRole('radio', { name: t('distance.atLeast', { n: 1 }) });
  await everyone.check();
  await expect(everyone).toBeChecked();
  await expect(page.getByText(/^Seen (once|rarely)/)).toHaveCount(0);
  return countWhenSettled(page);
}

/** Merges what is selected. Two of the people may be in one photo, which is asked about first. */
export async function mergeSelected(page: Page): Promise<void> {
  await bar(page)
    .getByRole('button', { name: t('corrections.merge') })
    .press('Enter');
  const one = page.getByRole('button', { name: t('removal.same.merging.same') });
  const merged = told(page, /^Merged /);
  await expect(merged.or(one)).toBeVisible();
  if (await one.isVisible()) await one.press('Enter');
  await expect(merged).toBeVisible();
}

/** Makes one person of the first cards by keyboard alone, and opens their page. */
export async function openMerged(page: Page, people: number): Promise<void> {
  await cards(page).first().getByRole('link').focus();
  await page.keyboard.press('Space');
  for (let more = 1; more < people; more++) await page.keyboard.press('Shift+ArrowRight');
  await expect(bar(page)).toContainText(t('corrections.selectedPeople', { n: people }));
  await mergeSelected(page);
  await expect(bar(page)).toBeHidden();
  await cards(page).first().getByRole('link').press('Enter');
  await openFaces(page);
  await expect(faceLinks(page).nth(people - 1)).toBeVisible();
}
