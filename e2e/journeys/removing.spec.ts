import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { importDone, makeAlbum } from '../pages/importing.ts';

const t = en.removal;

test('somebody twice in a photo is asked about; faces, a person and a folder go and come back', async ({
  familiar,
}) => {
  const { page, scratch } = familiar;
  const album = await makeAlbum(scratch, 'holiday', 1);
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: en.welcome.choose }).click());
  await importDone(page);
  const dialog = page.getByRole('dialog');
  const boxes = (name: string | null) =>
    page.getByRole('figure').getByRole('button', { name: en.photo.face(name), exact: true });
  const giveName = async (): Promise<void> => {
    await page.getByRole('button', { name: en.naming.add }).first().click();
    await page.getByRole('combobox', { name: en.naming.label }).fill('Ada');
    await page.keyboard.press('Enter');
  };

  await page.getByRole('link', { name: en.nav.photos, exact: true }).click();
  await page.getByRole('list', { name: en.photos.list }).getByRole('link').first().click();
  await expect(boxes(null)).toHaveCount(3);
  await boxes(null).first().click();
  await giveName();
  await expect(boxes('Ada')).toHaveCount(1);
  await boxes(null).first().click();
  await giveName();
  await expect(dialog).toContainText(t.same.named('Ada').title);
  await dialog.getByRole('button', { name: t.same.named('Ada').other }).click();
  await expect(boxes('Ada')).toHaveCount(1);
  await giveName();
  await dialog.getByRole('button', { name: t.same.named('Ada').same }).click();
  await expect(boxes('Ada')).toHaveCount(2);

  await page
    .getByRole('button', { name: en.corrections.faceMenu(null) })
    .first()
    .click();
  await page.getByRole('menuitem', { name: en.corrections.dismiss }).click();
  await page.getByRole('button', { name: t.dismissed.open(1) }).click();
  await dialog.getByRole('button', { name: t.dismissed.restoreLabel(1) }).click();
  await expect(boxes(null)).toHaveCount(1);

  await page.getByRole('link', { name: en.photo.toPerson('Ada') }).click();
  await page.getByRole('button', { name: en.corrections.personMenu }).click();
  await page.getByRole('menuitem', { name: t.person }).click();
  await expect(dialog).toContainText(t.untouched);
  await dialog.getByRole('button', { name: t.confirm('person', false) }).click();
  await expect(told(page, 'Removed Ada')).toBeVisible();
  await page.getByRole('link', { name: en.nav.settings }).click();
  await page.getByRole('button', { name: t.bin.putBack }).click();
  await expect(page.getByText(t.bin.none)).toBeVisible();

  await page.getByRole('button', { name: en.imported.menu(album) }).click();
  await page.getByRole('menuitem', { name: t.folder }).click();
  await expect(dialog).toContainText(t.names(['Ada']));
  await dialog.getByRole('button', { name: t.confirm('folder', false) }).click();
  await expect(told(page, 'Removed 1 photo from holiday')).toBeVisible();
  await expect(page.getByText(en.imported.none)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('button', { name: en.imported.menu(album) })).toBeVisible();
  await page.getByRole('link', { name: en.nav.people, exact: true }).click();
  await expect(page.getByRole('link', { name: /^Ada, / })).toBeVisible();
});
