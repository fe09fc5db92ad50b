import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { trySamples } from '../pages/importing.ts';

const t = en.photo.date;

test('the date of a photo is put right on its page, and taken back', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);
  await page.getByRole('link', { name: en.nav.photos, exact: true }).click();
  await page.getByRole('list', { name: en.photos.list }).getByRole('link').first().click();
  await page.getByRole('button', { name: t.edit }).click();
  const field = page.getByLabel(t.label);
  await field.fill('1965-13');
  await expect(page.getByRole('button', { name: t.save })).toBeDisabled();
  await field.fill('1965-07');
  await field.press('Enter');
  await expect(page.getByText(`July 1965${t.from.user}`)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText(`July 1965${t.from.user}`)).toBeHidden();
});
