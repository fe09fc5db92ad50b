import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { distanceAt, setDistance } from '../pages/people.ts';

test('questions are answered, skipped and taken back by keyboard alone', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await setDistance(page, await distanceAt(page, 0.2));
  await page.getByRole('link', { name: t('insights.review.title'), exact: true }).press('Enter');
  const question = page.getByRole('heading', { name: t('insights.review.question') });
  await expect(question).toBeVisible();
  const status = page.getByRole('main').getByText(/^\d+ questions? left$/);
  const left = async () => Number((await status.textContent())!.match(/\d+/)![0]);
  const first = await left();
  /** A key counts once the question that it answers is there. */
  const press = async (key: string) => {
    await expect(page.getByRole('button', { name: t('insights.review.different') })).toBeEnabled();
    await page.keyboard.press(key);
  };
  const sides = page.getByRole('main').getByRole('region');
  await expect(sides).toHaveCount(2);

  await press('y');
  await expect(told(page, /^Merged /)).toBeVisible();
  await expect(status).not.toHaveText(t('insights.review.left', { n: first }));
  expect(await left()).toBeLessThan(first);
  await press('z');
  await expect(told(page, /^Undone: /)).toBeVisible();
  await expect(status).toHaveText(t('insights.review.left', { n: first }));

  await press('n');
  await expect(told(page, /^Said that \d+ faces? (is|are) someone else$/)).toBeVisible();
  await press('z');
  await expect(told(page, /^Undone: /)).toBeVisible();

  let skips = first;
  for (; skips > 0; skips--) {
    await expect(status).toHaveText(t('insights.review.left', { n: skips }));
    await press('Space');
  }
  await expect(page.getByRole('heading', { name: t('insights.review.skipped', { n: first }) })).toBeVisible();
  await page.getByRole('button', { name: t('insights.review.again') }).press('Enter');
  await expect(status).toHaveText(t('insights.review.left', { n: first }));
});
