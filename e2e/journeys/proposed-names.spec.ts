import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { testData } from '../../src-main/common/test-data.ts';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { importDone } from '../pages/importing.ts';

const folder = testData('photos');

test('a name that a photo brings along is dismissed, brought back and accepted', async ({ familiar }) => {
  test.skip(folder === null, 'the photos are not there (FAMILIAR_PHOTOS_DIR)');
  const { page } = familiar;
  const album = join(familiar.scratch, 'marked');
  await mkdir(album);
  const photo = join(folder!, 'formats', 'metadata', 'faces', 'portrait.jpg');
  await copyFile(photo, join(album, 'portrait.jpg'));
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);

  await page.getByRole('link', { name: t('insights.review.title'), exact: true }).click();
  const names = page.getByRole('region', { name: t('insights.names.title') });
  const accept = names.getByRole('button', { name: /^Accept / }).first();
  await expect(accept).toBeVisible();
  const name = (await accept.getAttribute('aria-label'))!.replace('Accept ', '');
  await names.getByRole('button', { name: t('insights.names.declineName', { name }) }).press('Enter');
  await expect(told(page, `Declined the name ${name} for 1 face`)).toBeVisible();
  const acceptName = names.getByRole('button', { name: t('insights.names.acceptName', { name }) });
  await expect(acceptName).toBeHidden();
  // The face in profile is not found by itself, and looked at where the photo marks it.
  await expect(accept).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(acceptName).toBeVisible();

  await names
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: t('insights.names.acceptName', { name }) }) })
    .getByRole('link')
    .press('Enter');
  await expect(names).toContainText(t('insights.names.says.photo.whole', { proposed: name }));
  await names.getByRole('button', { name: t('insights.names.acceptName', { name }) }).press('Enter');
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(names).toBeHidden();
  await expect(told(page, `Took over the name ${name} for 1 face`)).toBeVisible();
});
