import type { Page, TestInfo } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { faceLinks, openFaces } from '../pages/corrections.ts';
import { distanceAt, nameCard, setDistance, unnamedCards } from '../pages/people.ts';

/** Screens that the README shows. */
const inReadme = ['people', 'person', 'review', 'learning'];

/** Chooses the language as Settings does, and shows the same place in it. */
async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('familiar.language', chosen), language);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await page.waitForLoadState('networkidle');
}

/** Takes pictures of a screen, light, dark and in Korean; `npm run screenshot` makes the README's of them. */
async function take(page: Page, name: string, testInfo: TestInfo): Promise<void> {
  // Naming has scrolled to the next card.
  await page.evaluate(() => window.scrollTo(0, 0));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect
      .poll(() => page.evaluate(() => [...document.images].every((image) => image.complete)))
      .toBe(true);
    const isForReadme =
      process.env['npm_lifecycle_event'] === 'screenshot' &&
      colorScheme === 'light' &&
      inReadme.includes(name);
    const picture = await page.screenshot({
      ...(isForReadme
        ? { path: `resources/screenshots/${name}.jpg`, type: 'jpeg', quality: 80 }
        : { path: testInfo.outputPath(`${name}-${colorScheme}.png`) }),
      animations: 'disabled',
    });
    expect(picture.length).toBeGreaterThan(5000);
  }
  await speak(page, 'ko');
  await expect.poll(() => page.evaluate(() => document.fonts.status)).toBe('loaded');
  await page.screenshot({ path: testInfo.outputPath(`${name}-korean.png`), animations: 'disabled' });
  await speak(page, 'en');
}

test('a picture of every screen without photos, light, dark and in Korean', async ({
  familiar: { page },
}, testInfo) => {
  await take(page, 'welcome', testInfo);
});

test('a picture of every screen with photos, light, dark and in Korean', async ({
  familiarWithSamples: { page },
}, testInfo) => {
  await setDistance(page, await distanceAt(page, 0.6));
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  await nameCard(page, unnamedCards(page).first(), 'Grace');
  const messages = page.getByRole('status', { name: t('toasts.label') });
  await expect(messages.getByText(/^Named .+ Grace$/)).toBeVisible();
  for (const message of await messages.getByRole('button', { name: t('dismiss') }).all())
    await message.click();
  await expect(messages.getByRole('button')).toHaveCount(0);
  await page.mouse.move(640, 5);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await take(page, 'people', testInfo);
  await page.getByRole('link', { name: /^Marie, / }).click();
  await expect(page.getByRole('heading', { name: 'Marie', level: 1 })).toBeVisible();
  await take(page, 'person', testInfo);
  await openFaces(page);
  await faceLinks(page).first().click();
  await expect(page.getByRole('figure').getByRole('button').first()).toBeVisible();
  await take(page, 'photo', testInfo);
  await page.getByRole('link', { name: t('insights.review.title'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('insights.review.question') })).toBeVisible();
  await take(page, 'review', testInfo);
  await page.getByRole('link', { name: t('training.title'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('training.people.title') })).toBeVisible();
  await take(page, 'learning', testInfo);
  await page.getByRole('link', { name: t('nav.settings') }).click();
  await expect(page.getByRole('heading', { name: t('settings.title'), level: 1 })).toBeVisible();
  await take(page, 'settings', testInfo);
});
