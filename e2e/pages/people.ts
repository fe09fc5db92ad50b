import { expect, type Locator, type Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';

export const cards = (page: Page): Locator =>
  page.getByRole('list', { name: t('people.list') }).getByRole('listitem');

/** Cards of people without a name. */
export const unnamedCards = (page: Page): Locator =>
  cards(page).filter({ has: page.getByRole('button', { name: t('naming.add') }) });

/** The number of groups, once it has been the same for a while: they come a little after the slider. */
export async function countWhenSettled(page: Page): Promise<number> {
  let last = -1;
  await expect
    .poll(
      async () => {
        const before = last;
        last = await cards(page).count();
        return last > 0 && last === before;
      },
      { intervals: [300, 500] },
    )
    .toBe(true);
  return last;
}

export const distanceSlider = (page: Page): Locator =>
  page.getByRole('slider', { name: t('distance.label') });

/**
 * The distance at a share of the slider's range: 0 is the strictest, 1 the loosest. Ranges differ between
 * models, and a build without the larger network's weights runs the smaller one.
 */
export async function distanceAt(page: Page, share: number): Promise<string> {
  const [strictest, loosest] = await Promise.all(
    ['min', 'max'].map(async (end) => Number(await distanceSlider(page).getAttribute(end))),
  );
  return String(Number((strictest! + share * (loosest! - strictest!)).toFixed(2)));
}

/** Moves the distance slider to a value, lets it go, and waits for the groups. */
export async function setDistance(page: Page, distance: string): Promise<void> {
  const slider = distanceSlider(page);
  await slider.fill(distance);
  await expect(slider).toHaveValue(distance);
  await countWhenSettled(page);
}

/** Moves the distance slider to one of its ends and waits for the groups; returns the distance there. */
export async function setExtreme(page: Page, end: 'strictest' | 'loosest'): Promise<string> {
  const slider = distanceSlider(page);
  const value = (await slider.getAttribute(end === 'strictest' ? 'min' : 'max'))!;
  await slider.press(end === 'strictest' ? 'Home' : 'End');
  await expect(slider).toHaveValue(value);
  await countWhenSettled(page);
  return value;
}

/** Names the person of a card in place. */
export async function nameCard(page: Page, card: Locator, name: string): Promise<void> {
  await card.getByRole('button', { name: t('naming.add') }).click();
  const field = page.getByRole('combobox', { name: t('naming.label') });
  await field.fill(name);
  await field.press('Enter');
  await expect(page.getByRole('link', { name: new RegExp(`^${name}, `) })).toBeVisible();
}
