import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { cards } from '../pages/people.ts';
import { told } from '../pages/corrections.ts';
import { trySamples } from '../pages/importing.ts';

const t = en.removal;

test('a person is forgotten and comes back, and what was dismissed is a face again', async ({ familiar }) => {
  test.slow();
  const { page } = familiar;
  await trySamples(page);
  const first = cards(page).first();
  await first.getByRole('link').click();
  await page.getByRole('button', { name: en.corrections.personMenu }).click();
  await page.getByRole('menuitem', { name: t.person }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(t.untouched);
  await dialog.getByRole('button', { name: t.confirm('person', false) }).click();
  await expect(told(page, /^Removed /)).toBeVisible();

  await page.getByRole('link', { name: en.nav.settings }).click();
  await page.getByRole('button', { name: t.bin.putBack }).click();
  await expect(told(page, /^Put back /)).toBeVisible();
  await expect(page.getByText(t.bin.none)).toBeVisible();

  await page.getByRole('link', { name: en.nav.photos, exact: true }).click();
  await page.locator('a[href*="/photo/"]').first().click();
  await page
    .getByRole('button', { name: en.corrections.faceMenu(null) })
    .first()
    .click();
  await page.getByRole('menuitem', { name: en.corrections.dismiss }).click();
  await page.getByRole('button', { name: t.dismissed.open(1) }).click();
  await dialog.getByRole('button', { name: t.dismissed.restoreLabel(1) }).click();
  await expect(told(page, /^Took 1 detection/)).toBeVisible();
  await expect(page.getByRole('button', { name: t.dismissed.open(1) })).toBeHidden();
});
