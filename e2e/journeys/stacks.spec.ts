import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { samplePhotos } from '../../src-main/services/imports/samples.ts';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importDone } from '../pages/importing.ts';
import { openPhotos, photoTiles } from '../pages/photos.ts';

test('copies of a photo are one tile, whose best shot is changed on the page of the photo', async ({
  familiar,
}) => {
  const { page } = familiar;
  const album = join(familiar.scratch, 'copies');
  await mkdir(album);
  const photo = sharp(samplePhotos()[0]!);
  await photo.clone().jpeg({ quality: 95 }).toFile(join(album, 'sharp.jpg'));
  await photo.clone().blur(3).jpeg().toFile(join(album, 'blurred.jpg'));
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);

  await openPhotos(page);
  const tiles = photoTiles(page);
  await expect(tiles).toHaveCount(1);
  await expect(tiles.first()).toContainText('2');
  await tiles.first().click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('sharp.jpg');
  const stack = page.getByRole('region', { name: t('photo.stack', { n: 2 }) });
  await expect(stack.getByRole('button', { name: t('photo.makeTop') })).toBeHidden();
  await stack.getByRole('button', { name: 'blurred.jpg' }).click();
  await expect(heading).toHaveText('blurred.jpg');
  await stack.getByRole('button', { name: t('photo.makeTop') }).click();
  await expect(
    stack.getByRole('listitem').first().getByRole('button', { name: 'blurred.jpg' }),
  ).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(stack.getByRole('listitem').first().getByRole('button', { name: 'sharp.jpg' })).toBeVisible();
  await stack.getByRole('button', { name: t('photo.leaveStack') }).click();
  await expect(stack).toBeHidden();
  await page.getByRole('button', { name: t('detection.again') }).click();
  await expect(page.getByText(/faces? came, \d+ went\./)).toBeVisible({ timeout: 30_000 });
});

test('another sensitivity is previewed in the settings and chosen', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await page.getByRole('link', { name: t('nav.settings'), exact: true }).click();
  const section = page.getByRole('region', { name: t('detection.title') });
  await section.getByRole('radio', { name: t('detection.levels.cautious') }).check({ force: true });
  await section.getByRole('button', { name: t('detection.preview') }).click();
  await expect(section.getByRole('status')).toContainText('In 6 photos', { timeout: 60_000 });
  await section.getByRole('button', { name: t('detection.choose') }).click();
  await expect(section.getByRole('button', { name: t('detection.lookAgainAll') })).toBeEnabled();
  await page.reload();
  await expect(section.getByRole('radio', { name: t('detection.levels.cautious') })).toBeChecked();
});
