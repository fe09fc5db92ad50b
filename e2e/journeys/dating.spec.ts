import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { openFirstPhoto } from '../pages/photos.ts';

test('the date of a photo is put right on its page, and taken back', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await openFirstPhoto(page);
  await page.getByRole('button', { name: t('photo.date.edit') }).click();
  const field = page.getByLabel(t('photo.date.label'));
  await field.fill('1965-13');
  await expect(page.getByRole('button', { name: t('photo.date.save') })).toBeDisabled();
  await field.fill('1965-07');
  await field.press('Enter');
  await expect(page.getByText(`July 1965${t('photo.date.from.user')}`)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText(`July 1965${t('photo.date.from.user')}`)).toBeHidden();
});
