import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { faceLinks, openFaces, showEveryone } from '../pages/corrections.ts';
import { nameCard, unnamedCards } from '../pages/people.ts';

test.skip(({ shell }) => shell === 'electron', 'the page is the same as in a browser');

/**
 * Faults that axe finds: the rule, and the first element. The page has no frames of other origins, so that axe needs
 * no page of its own to join their results, which the legacy mode leaves out.
 */
async function faultsOf(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
}

test('axe finds no fault in an empty library', async ({ familiar }) => {
  const { page } = familiar;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(page.getByRole('heading', { name: t('welcome.title') })).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
});

for (const [width, colorScheme] of [
  [1280, 'light'],
  [1280, 'dark'],
  [320, 'light'],
] as const) {
  test(`axe finds no fault in any view, ${colorScheme} and ${width} pixels wide`, async ({
    familiarWithSamples: { page },
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await showEveryone(page);
    await nameCard(page, unnamedCards(page).first(), 'Ada');
    await page.getByRole('link', { name: /^Ada, / }).click();
    await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible();
    const person = new URL(page.url()).hash;
    await openFaces(page);
    await faceLinks(page).first().click();
    await expect(page.getByRole('figure')).toBeVisible();
    const photo = new URL(page.url()).hash;

    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const faults: Record<string, string[]> = {};
    for (const view of [
      '#/people',
      person,
      '#/photos',
      photo,
      '#/search',
      '#/review',
      '#/training',
      '#/add',
      '#/settings',
    ]) {
      await page.evaluate((hash) => (location.hash = hash), view);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await page.waitForLoadState('networkidle');
      const found = await faultsOf(page);
      if (found.length > 0) faults[view] = found;
    }
    expect(faults).toEqual({});
  });
}
