import { join } from 'node:path';
import { testData } from '../../src-main/common/test-data.ts';
import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import {
  decided,
  doubts,
  fillAlbum,
  openFineTuning,
  pageButton,
  patience,
  peopleWithPhotos,
  runDone,
  trainingBar,
  words,
} from '../pages/fine-tuning.ts';
import { importDone } from '../pages/importing.ts';

const faces = testData('faces');
/**
 * Photos of each person to learn, and of each stranger. With eight of somebody some would be watched while it learns,
 * and where the model does as well on those before, as is likely on clear photos, nothing would come of the run.
 */
const [photosEach, strangerPhotos, strangers] = [7, 2, 6];

test.skip(faces === null, 'the labelled faces are not there (FAMILIAR_FACES_DIR)');

test('two albums are labelled, learned, compared, used and gone back from', async ({ familiar }) => {
  test.setTimeout(4 * patience);
  const { page, scratch } = familiar;
  const lfw = join(faces!, 'lfw');
  const [anna, ben] = await peopleWithPhotos(lfw, photosEach);
  const others = (await peopleWithPhotos(lfw, strangerPhotos)).filter((name) => ![anna, ben].includes(name));
  const albums = join(scratch, 'albums');
  for (const name of [anna, ben]) await fillAlbum(join(albums, name), join(lfw, name), 0, photosEach - 1);
  // One photo lies in the wrong album.
  await fillAlbum(join(albums, ben), join(lfw, anna), photosEach - 1, photosEach);
  const unknown = join(scratch, 'unknown');
  for (const name of others.slice(0, strangers)) await fillAlbum(unknown, join(lfw, name), 0, strangerPhotos);

  await familiar.chooseFolder(unknown, () => page.getByRole('button', { name: en.welcome.choose }).click());
  await importDone(page);
  await openFineTuning(page);
  await expect(page.getByRole('heading', { name: words.nobody })).toBeVisible();

  await page.getByRole('radio', { name: words.source.albums }).check();
  await familiar.chooseFolder(albums, () => pageButton(page, words.albums.choose).click());
  const found = page.getByRole('list', { name: words.albums.list }).getByRole('listitem');
  await expect(found).toHaveText([new RegExp(anna), new RegExp(ben)]);
  await pageButton(page, words.albums.take).click();
  await expect(page.getByText(/^Took 1\d faces\./)).toBeVisible({ timeout: patience });
  await expect(told(page, /from 2 albums$/)).toBeVisible();
  await expect(page.getByRole('checkbox', { name: new RegExp(anna) })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: new RegExp(ben) })).toBeChecked();

  const doubt = doubts(page).filter({ hasText: words.suspects.text(anna, ben) });
  await expect(doubt).toHaveCount(1);
  await doubt.getByRole('button', { name: words.suspects.move(anna) }).press('Enter');
  await expect(told(page, `Moved 1 face to ${anna}`)).toBeVisible();
  await expect(doubt).toHaveCount(0);

  await page.getByRole('radio', { name: words.scopes.names.head }).check();
  await page.getByRole('spinbutton').fill('0.2');
  await pageButton(page, words.start).press('Enter');
  await pageButton(page, words.running.pause).press('Enter');
  await expect(page.getByRole('heading', { name: words.states.paused })).toBeVisible();
  await page.getByRole('link', { name: en.nav.people, exact: true }).click();
  await expect(trainingBar(page)).toContainText(words.states.paused);
  await trainingBar(page).getByRole('link', { name: words.running.look }).press('Enter');
  await pageButton(page, words.running.resume).press('Enter');
  await runDone(page);

  const verdict = page.getByText(words.verdict.promote).or(page.getByText(words.verdict.keep));
  await expect(verdict).toBeVisible();
  await expect(page.getByText(words.report.noLead).first()).toBeVisible();
  await expect(page.getByRole('img', { name: new RegExp(`^${words.curves.loss}: `) })).toBeVisible();
  await expect(page.getByText(/^Trained on \d+ photos$/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /became right/ })).toBeVisible();
  await pageButton(page, words.verdict.use).press('Enter');
  await decided(page, words.verdict.active);

  await familiar.restart();
  await openFineTuning(familiar.page);
  const runs = familiar.page.getByRole('list', { name: words.history.title }).getByRole('listitem');
  await expect(runs).toContainText([words.history.outcomes.active]);
  await pageButton(familiar.page, words.verdict.goBack).press('Enter');
  await expect(runs).toContainText([words.history.outcomes.used], { timeout: patience });
  await runs.first().getByRole('link').press('Enter');
  await decided(familiar.page, words.verdict.replaced);

  await openFineTuning(familiar.page);
  await pageButton(familiar.page, words.start).press('Enter');
  await pageButton(familiar.page, words.running.stop).press('Enter');
  await runDone(familiar.page);
  await openFineTuning(familiar.page);
  await expect(runs).toHaveCount(2);
});
