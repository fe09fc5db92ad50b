import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importDone, importRegion, makeAlbum } from '../pages/importing.ts';
import { cards } from '../pages/people.ts';
import { openPhotos, photoTiles } from '../pages/photos.ts';

test('a chosen folder is imported, its broken files are named, and a second time nothing is new', async ({
  familiar,
}) => {
  const { page, scratch } = familiar;
  const album = await makeAlbum(scratch, 'holiday', 2);
  await writeFile(join(album, 'broken.jpg'), 'not a photo');
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());

  await expect(importRegion(page)).toContainText(t('import.doneInPart'), { timeout: 60_000 });
  await page.getByRole('button', { name: t('import.failed', { n: 1 }) }).click();
  const failures = page.getByRole('dialog', { name: t('failures.title') });
  await expect(failures).toContainText('broken.jpg');
  await expect(failures).toContainText(t('errors.photo-damaged'));
  await page.keyboard.press('Escape');
  await expect(failures).toBeHidden();
  await page.getByRole('button', { name: t('import.dismiss') }).click();

  await page.getByRole('link', { name: t('nav.add') }).click();
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await expect(importRegion(page)).toContainText(t('import.nothingNew', { n: 2 }));
});

test('an import can be paused, and is finished after the app was killed', async ({ familiar }) => {
  const album = await makeAlbum(familiar.scratch, 'long', 6);
  await familiar.chooseFolder(album, () =>
    familiar.page.getByRole('button', { name: t('welcome.choose') }).click(),
  );
  await familiar.page.getByRole('button', { name: t('import.pause') }).click();
  await expect(importRegion(familiar.page)).toContainText(t('import.paused'));
  await familiar.page.getByRole('button', { name: t('import.resume') }).click();
  await expect(importRegion(familiar.page)).toContainText(t('import.running'));

  await familiar.restart({ kill: true });
  await importDone(familiar.page);
  await openPhotos(familiar.page);
  const photos = photoTiles(familiar.page);
  await expect(photos).toHaveCount(6);
});

test('a stopped import keeps what it has found', async ({ familiar }) => {
  const { page } = familiar;
  const album = await makeAlbum(familiar.scratch, 'stopped', 6);
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await page.getByRole('button', { name: t('import.stopLabel') }).click();
  await expect(importRegion(page)).toContainText(t('import.cancelled'));
  await page.getByRole('button', { name: t('import.dismiss') }).click();
  await page
    .getByRole('link', { name: t('nav.add') })
    .or(page.getByRole('heading', { name: t('welcome.title') }))
    .first()
    .click();
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);
  await page.getByRole('link', { name: t('nav.people'), exact: true }).click();
  await expect(cards(page).first()).toBeVisible();
});

test('photos can be dropped on the window', async ({ familiar, shell }) => {
  test.skip(shell === 'electron', 'a scripted drop carries no file paths, which Electron needs');
  const { page } = familiar;
  const transfer = await page.evaluateHandle(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    canvas.getContext('2d')!.fillRect(0, 0, 64, 64);
    const blob = await new Promise<Blob>((resolve) => canvas.toBlob((b) => resolve(b!), 'image/jpeg'));
    const data = new DataTransfer();
    data.items.add(new File([blob], 'dropped.jpg', { type: 'image/jpeg' }));
    return data;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await importDone(page);
  await openPhotos(page);
  await expect(
    page.getByRole('link', { name: t('photos.photo', { name: 'dropped.jpg', n: 0 }) }),
  ).toBeVisible();
});
