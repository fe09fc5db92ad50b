import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { trySamples } from '../pages/importing.ts';
import { cards, countWhenSettled, setExtreme } from '../pages/people.ts';

test.use({ contextOptions: { reducedMotion: 'no-preference' } });

test('from an empty library to the people in the sample photos', async ({ familiar }) => {
  const { page } = familiar;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  await expect(page.getByRole('heading', { name: t('welcome.title') })).toBeVisible();
  await trySamples(page);

  await expect(page.getByRole('heading', { name: t('people.title'), level: 1 })).toBeVisible();
  await page.getByRole('radio', { name: t('distance.atLeast', { n: 1 }) }).check();
  await expect(page.getByRole('radio', { name: t('distance.atLeast', { n: 1 }) })).toBeChecked();
  await setExtreme(page, 'strictest');
  const strict = await countWhenSettled(page);
  const loosest = await setExtreme(page, 'loosest');
  await expect.poll(() => cards(page).count()).toBeLessThan(strict);
  await expect(cards(page).first().locator('img')).toHaveJSProperty('complete', true);
  await expect(cards(page).first().locator('img')).not.toHaveJSProperty('naturalWidth', 0);
  expect(complaints).toEqual([]);

  await familiar.restart();
  await expect(familiar.page.getByRole('slider', { name: t('distance.label') })).toHaveValue(loosest);
});
