import { basename } from 'node:path';
import { samplePhotos } from '../../src-main/services/samples.ts';
import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { trySamples } from '../pages/importing.ts';

const words = en.search;

test('two people are found together, and a photo tells who is in it', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);
  await page.getByRole('link', { name: en.nav.photos, exact: true }).click();
  await page.getByRole('list', { name: en.photos.list }).getByRole('link').first().click();
  const panel = page.getByRole('complementary', { name: en.photo.people });
  for (const name of ['Ada', 'Grace']) {
    await panel
      .getByRole('button', { name: /Unnamed/, pressed: false })
      .first()
      .click();
    await panel.getByRole('button', { name: en.naming.add }).first().click();
    await page.getByRole('combobox', { name: en.naming.label }).fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('figure').getByRole('button', { name: en.photo.face(name) })).toBeVisible();
  }
  const shown = (await page.getByRole('heading', { level: 1 }).textContent())!.trim();

  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: words.people });
  await expect(field).toBeFocused();
  await page.keyboard.type('ad');
  await expect(page.getByRole('option', { name: 'Ada' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('gra');
  await page.keyboard.press('Enter');
  const results = page.getByRole('list', { name: words.results }).getByRole('link');
  await expect(results).toHaveCount(1);
  await expect(results).toHaveAttribute('aria-label', new RegExp(`^${shown.replaceAll('.', '\\.')}`));
  await page.getByRole('button', { name: words.turn('Grace', 'all') }).press('Enter');
  await page.getByRole('button', { name: words.turn('Grace', 'any') }).press('Enter');
  await expect(page.getByRole('button', { name: words.turn('Grace', 'without') })).toBeFocused();
  await expect(page.getByRole('link', { name: new RegExp(`^${shown}`) })).toHaveCount(0);
  await page.getByRole('button', { name: words.clear }).click();

  const photo = samplePhotos().find((path) => basename(path) === shown)!;
  await page.locator('input[type=file]').setInputFiles(photo);
  const answer = page.getByRole('list', { name: words.answer });
  await expect(answer).toContainText(
    /Looks like Ada \(0\.00, fewer than 1 in [\d,]+ strangers are as near\)/,
  );
  await expect(answer).toContainText(/Looks like Grace \(0\.00/);
  await answer.getByRole('button', { name: words.photosOf('Ada') }).click();
  await expect(results.first()).toBeVisible();
  await expect(page.getByRole('button', { name: words.turn('Ada', 'all') })).toBeVisible();
});
