import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { photoTiles } from '../pages/photos.ts';

test('a photo shows its faces, which can be named there, by keyboard alone', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await page.getByRole('link', { name: t('nav.photos'), exact: true }).focus();
  await page.keyboard.press('Enter');
  const photos = photoTiles(page);
  await expect(photos).toHaveCount(6);
  await photos.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(photos.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');

  const boxes = page.getByRole('figure').getByRole('button', { name: named('photo.face', null) });
  await expect(boxes.first()).toBeVisible();
  const count = await boxes.count();
  await boxes.first().focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: t('photo.people') });
  await expect(
    panel
      .getByRole('list', { name: t('photo.similar') })
      .getByRole('link')
      .first(),
  ).toBeVisible();
  await panel
    .getByRole('button', { name: t('naming.add') })
    .first()
    .click();
  await page.getByRole('combobox', { name: t('naming.label') }).fill('Grace');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('figure').getByRole('button', { name: named('photo.face', 'Grace') }),
  ).toHaveCount(1);

  await page.getByRole('button', { name: t('photo.hideBoxes') }).focus();
  await page.keyboard.press('b');
  await expect(boxes).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(boxes).toHaveCount(count - 1);

  const shown = await page.getByRole('heading', { level: 1 }).textContent();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(shown ?? '');
  await page.keyboard.press('Escape');
  await expect(photos.first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: t('shortcuts.title') })).toBeVisible();
});
