import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFilm } from '../../src-main/photos/films/test-films.ts';
import { samplePhotos } from '../../src-main/services/imports/samples.ts';
import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importDone } from '../pages/importing.ts';

test('a film shows its length, and plays from the moment at which a person is seen', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  const [first = '', , third = ''] = samplePhotos();
  const scenes = [first, third].map((picture) => ({ picture, seconds: 2 }));
  const album = join(familiar.scratch, 'films');
  await mkdir(album);
  await writeFilm(join(album, 'party.webm'), scenes, { width: 1280, height: 720 });
  await page.getByRole('link', { name: t('nav.add') }).click();
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);

  await page.getByRole('link', { name: t('search.title'), exact: true }).click();
  await page.getByRole('checkbox', { name: t('search.films') }).check();
  await page.getByRole('link', { name: /^party\.webm, .* 0:04$/ }).click();
  const panel = page.getByRole('complementary', { name: t('photo.film.people') });
  await panel
    .getByRole('button', { name: / 0:0\d$/ })
    .first()
    .click();
  await panel.getByRole('link', { name: named('photo.toPerson', null) }).click();

  await page.getByRole('tab', { name: t('person.moments') }).click();
  const moment = page.getByRole('link', { name: /party\.webm/ }).last();
  await moment.click();
  const video = page.locator('video');
  await expect
    .poll(() => video.evaluate((one: HTMLVideoElement) => [Math.round(one.duration), one.readyState > 1]))
    .toEqual([4, true]);
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0);
});
