import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { showEveryone, told } from '../pages/corrections.ts';
import { importDone, makeAlbum } from '../pages/importing.ts';
import { countWhenSettled, nameCard, unnamedCards } from '../pages/people.ts';
import { runCommand } from '../shells/command.ts';

test('an export put into an empty library gives the same people, and names in sidecars are proposed', async ({
  familiar,
}) => {
  const { page, scratch } = familiar;
  const album = await makeAlbum(scratch, 'album', 3);
  await familiar.chooseFolder(album, () => page.getByRole('button', { name: t('welcome.choose') }).click());
  await importDone(page);
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  await nameCard(page, unnamedCards(page).first(), 'Pierre');
  const named = () => familiar.page.getByRole('link', { name: /^(Marie|Pierre), / });
  const labels = async () =>
    (await named().evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')))).sort();
  await expect(named()).toHaveCount(2);
  // News of what an import has found last comes to an open page a little later.
  await page.reload();
  await showEveryone(page);
  const count = await countWhenSettled(page);
  const before = await labels();

  const file = join(scratch, 'people.json');
  await runCommand('export', '--library', familiar.library, '--format', 'json', '--output', file);
  const exported = JSON.parse(await readFile(file, 'utf8')) as { people: { name: string | null }[] };
  expect(exported.people.flatMap(({ name }) => name ?? []).sort()).toEqual(['Marie', 'Pierre']);
  const other = join(scratch, 'other');
  await runCommand('import', album, '--library', other, '--people', file, '--device', 'cpu');
  await familiar.restart({ library: other });
  await expect(named()).toHaveCount(2);
  expect(await labels()).toEqual(before);
  await showEveryone(familiar.page);
  expect(await countWhenSettled(familiar.page)).toBe(count);

  await runCommand('export', '--library', other, '--format', 'xmp');
  const third = join(scratch, 'third');
  await runCommand('import', album, '--library', third, '--device', 'cpu');
  await familiar.restart({ library: third });
  await familiar.page.getByRole('link', { name: t('insights.review.title'), exact: true }).click();
  const names = familiar.page.getByRole('region', { name: t('insights.names.title') });
  for (const name of ['Marie', 'Pierre']) {
    await expect(names.getByRole('button', { name: `Accept ${name}`, exact: true })).toBeVisible();
  }
});

test('the photos of a person are copied into a folder, with a page that shows them', async ({
  familiarWithSamples: familiar,
}) => {
  const { page, scratch } = familiar;
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  await page.getByRole('link', { name: /^Marie, / }).click();
  const photos = page.getByRole('list', { name: t('person.photos') }).getByRole('link');
  await expect(photos.first()).toBeVisible();
  const count = await photos.count();
  const folder = join(scratch, 'for Marie');
  await mkdir(folder);
  await familiar.chooseFolder(folder, async () => {
    await page.getByRole('button', { name: t('corrections.personMenu') }).click();
    await page.getByRole('menuitem', { name: t('person.exporting.open') }).click();
  });
  await expect(told(page, t('person.exporting.done', { n: count }))).toBeVisible();
  const written = await readdir(folder);
  expect(written.filter((name) => name.endsWith('.jpg'))).toHaveLength(count);
  expect(written.filter((name) => name.endsWith('.html'))).toHaveLength(1);
});
