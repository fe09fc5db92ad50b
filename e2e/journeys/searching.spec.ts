import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { samplePhotos } from '../../src-main/services/imports/samples.ts';
import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importDone, makeAlbum } from '../pages/importing.ts';
import { openFirstPhoto, openPhotos, photoTiles } from '../pages/photos.ts';

test('two people are found together, and a photo tells who is in it', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await openFirstPhoto(page);
  const panel = page.getByRole('complementary', { name: t('photo.people') });
  for (const name of ['Ada', 'Grace']) {
    await panel
      .getByRole('button', { name: /Unnamed/, pressed: false })
      .first()
      .click();
    await panel
      .getByRole('button', { name: t('naming.add') })
      .first()
      .click();
    await page.getByRole('combobox', { name: t('naming.label') }).fill(name);
    await page.keyboard.press('Enter');
    await expect(
      page.getByRole('figure').getByRole('button', { name: named('photo.face', name) }),
    ).toBeVisible();
  }
  const shown = (await page.getByRole('heading', { level: 1 }).textContent())!.trim();

  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: t('search.people') });
  await expect(field).toBeFocused();
  await page.keyboard.type('ad');
  await expect(page.getByRole('option', { name: 'Ada' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('gra');
  await page.keyboard.press('Enter');
  const results = page.getByRole('list', { name: t('search.results') }).getByRole('link');
  await expect(results).toHaveCount(1);
  await expect(results).toHaveAttribute('aria-label', new RegExp(`^${shown.replaceAll('.', '\\.')}`));
  // Any of the two is enough: photos of one of them are found as well. The address keeps that.
  await page.getByRole('radio', { name: t('search.match.any') }).check();
  await expect.poll(() => results.count()).toBeGreaterThanOrEqual(1);
  const eitherOf = await results.count();
  await page.reload();
  await expect(page.getByRole('radio', { name: t('search.match.any') })).toBeChecked();
  await expect(results).toHaveCount(eitherOf);
  await results.first().click();
  await expect(page.getByText(t('photo.position', { n: 1, total: eitherOf }))).toBeVisible();
  await page.getByRole('button', { name: t('back') }).click();
  await expect(results).toHaveCount(eitherOf);
  await page.getByRole('radio', { name: t('search.match.all') }).check();
  await field.fill('Nobody at all');
  await expect(page.getByText(t('search.unknown', { name: 'Nobody at all' }))).toBeVisible();
  await field.fill('');

  await page.getByRole('button', { name: t('search.turnWithout', { name: 'Grace' }) }).press('Enter');
  await expect(page.getByRole('button', { name: t('search.turnWith', { name: 'Grace' }) })).toBeFocused();
  await expect(page.getByRole('link', { name: new RegExp(`^${shown}`) })).toHaveCount(0);
  await page.getByRole('button', { name: t('search.clear') }).click();

  const photo = samplePhotos().find((path) => basename(path) === shown)!;
  await page.locator('input[type=file]').setInputFiles(photo);
  const answer = page.getByRole('list', { name: t('search.answer') });
  await expect(answer).toContainText(
    /Looks like Ada \(0\.00, fewer than 1 in [\d,]+ strangers are as near\)/,
  );
  await expect(answer).toContainText(/Looks like Grace \(0\.00/);
  await answer.getByRole('button', { name: named('search.photosOf', 'Ada') }).click();
  await expect(results.first()).toBeVisible();
  await expect(page.getByRole('button', { name: t('search.turnWithout', { name: 'Ada' }) })).toBeVisible();
});

test('a photo dropped on the question is looked at, and not added', async ({ familiar, shell }) => {
  test.skip(shell === 'electron', 'a scripted drop carries no file paths, which Electron needs');
  const { page, scratch } = familiar;
  const album = await makeAlbum(scratch, 'one', 1);
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);
  await page.getByRole('link', { name: t('search.title'), exact: true }).click();
  const other = (await readFile(samplePhotos()[1]!)).toString('base64');
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'stranger.jpg', { type: 'image/jpeg' }));
    return data;
  }, other);
  await page.dispatchEvent('[data-drop=face]', 'drop', { dataTransfer: transfer });
  const answer = page.getByRole('list', { name: t('search.answer') });
  await expect(answer).toContainText(/Closest is|Looks like/);
  await page.getByRole('button', { name: t('search.close') }).click();
  await expect(answer).toHaveCount(0);
  await openPhotos(page);
  await expect(photoTiles(page)).toHaveCount(1);
});
