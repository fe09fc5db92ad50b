import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { samplePhotos } from '../../src-main/services/imports/samples.ts';
import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importDone } from '../pages/importing.ts';
import { openFirstPhoto } from '../pages/photos.ts';

test('names without a place are asked on the page of their photo, and one is given to a face', async ({
  familiar,
}) => {
  const { page } = familiar;
  const album = join(familiar.scratch, 'takeout');
  await mkdir(album);
  const sample = samplePhotos()[0]!;
  const name = basename(sample);
  await copyFile(sample, join(album, name));
  const people = ['Ada Lovelace', 'Grace Hopper'].map((person) => ({ name: person }));
  await writeFile(join(album, `${name}.json`), JSON.stringify({ title: name, people }));
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);

  await openFirstPhoto(page);
  const asked = page.getByRole('region', { name: t('insights.asked.title') });
  await expect(asked.getByRole('listitem')).toHaveCount(2);
  const isAda = asked.getByRole('button', { name: t('insights.asked.thisFaceIs', { name: 'Ada Lovelace' }) });
  await expect(isAda).toBeDisabled();
  const figure = page.getByRole('figure');
  await figure
    .getByRole('button', { name: named('photo.face', null) })
    .first()
    .click();
  await isAda.click();
  await expect(figure.getByRole('button', { name: named('photo.face', 'Ada Lovelace') })).toHaveCount(1);
  await expect(asked.getByRole('listitem')).toHaveCount(1);
  await asked
    .getByRole('button', { name: t('insights.asked.declineName', { name: 'Grace Hopper' }) })
    .click();
  await expect(asked).toBeHidden();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(asked.getByRole('listitem')).toHaveCount(1);
});
