import { list } from '../../src-renderer/i18n/format.ts';
import { named, t } from '../../src-renderer/i18n/messages.ts';
import { removalButton } from '../../src-renderer/i18n/removal-text.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { importDone, makeAlbum } from '../pages/importing.ts';
import { openFirstPhoto } from '../pages/photos.ts';

test('somebody twice in a photo is asked about; faces, a person and a folder go and come back', async ({
  familiar,
}) => {
  const { page, scratch } = familiar;
  const album = await makeAlbum(scratch, 'holiday', 1);
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);
  const dialog = page.getByRole('dialog');
  const boxes = (name: string | null) =>
    page.getByRole('figure').getByRole('button', { name: named('photo.face', name), exact: true });
  const giveName = async (): Promise<void> => {
    await page
      .getByRole('button', { name: t('naming.add') })
      .first()
      .click();
    await page.getByRole('combobox', { name: t('naming.label') }).fill('Ada');
    await page.keyboard.press('Enter');
  };

  await openFirstPhoto(page);
  await expect(boxes(null)).toHaveCount(3);
  await boxes(null).first().click();
  await giveName();
  await expect(boxes('Ada')).toHaveCount(1);
  await boxes(null).first().click();
  await giveName();
  await expect(dialog).toContainText(t('removal.same.named.title', { name: 'Ada' }));
  await dialog.getByRole('button', { name: t('removal.same.named.other') }).click();
  await expect(boxes('Ada')).toHaveCount(1);
  await giveName();
  await dialog.getByRole('button', { name: t('removal.same.named.same', { name: 'Ada' }) }).click();
  await expect(boxes('Ada')).toHaveCount(2);

  await page
    .getByRole('button', { name: named('corrections.faceMenu', null), exact: true })
    .first()
    .click();
  await page.getByRole('menuitem', { name: t('corrections.dismiss') }).click();
  await page.getByRole('button', { name: t('removal.dismissed.open', { n: 1 }) }).click();
  await dialog.getByRole('button', { name: t('removal.dismissed.restoreLabel', { n: 1 }) }).click();
  await expect(boxes(null)).toHaveCount(1);

  await page.getByRole('link', { name: named('photo.toPerson', 'Ada') }).click();
  await page.getByRole('button', { name: t('corrections.personMenu') }).click();
  await page.getByRole('menuitem', { name: t('removal.person') }).click();
  await expect(dialog).toContainText(t('removal.untouched'));
  await dialog.getByRole('button', { name: removalButton('person', false) }).click();
  await expect(told(page, 'Removed Ada')).toBeVisible();
  await page.getByRole('link', { name: t('nav.settings') }).click();
  await page.getByRole('button', { name: t('removal.bin.putBack') }).click();
  await expect(page.getByText(t('removal.bin.none'))).toBeVisible();

  await page.getByRole('button', { name: t('imported.menu', { path: album }) }).click();
  await page.getByRole('menuitem', { name: t('removal.folder') }).click();
  await expect(dialog).toContainText(t('removal.names', { names: list(['Ada']) }));
  await dialog.getByRole('button', { name: removalButton('folder', false) }).click();
  await expect(told(page, 'Removed 1 photo from holiday')).toBeVisible();
  await expect(page.getByText(t('imported.none'))).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('button', { name: t('imported.menu', { path: album }) })).toBeVisible();
  await page.getByRole('link', { name: t('nav.people'), exact: true }).click();
  await expect(page.getByRole('link', { name: /^Ada, / })).toBeVisible();
});
