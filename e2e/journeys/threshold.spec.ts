import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import {
  cards,
  countWhenSettled,
  distanceAt,
  distanceSlider,
  nameCard,
  setDistance,
  unnamedCards,
} from '../pages/people.ts';

test('moving the slider tells what would change, and letting go can be undone', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  const [loose, strict] = [await distanceAt(page, 0.6), await distanceAt(page, 0.15)];
  await setDistance(page, loose);
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  const before = await countWhenSettled(page);
  const slider = distanceSlider(page);
  const preview = page.getByText(/would (merge|come apart)/);
  await expect(preview).toBeHidden();

  // A slider that is dragged tells of every step, and once more when it is let go.
  await slider.evaluate((input: HTMLInputElement, value) => {
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, strict);
  await expect(preview).toBeVisible();
  await expect(preview).toContainText(/\d+ groups? would come apart/);
  await slider.evaluate((input) => input.dispatchEvent(new Event('change', { bubbles: true })));
  await expect(told(page, new RegExp(Number(strict).toFixed(2)))).toBeVisible();
  await expect(preview).toBeHidden();
  expect(await countWhenSettled(page)).toBeGreaterThan(before);

  await page.getByRole('button', { name: t('corrections.history.undo') }).click();
  await expect(slider).toHaveValue(loose);
  await expect(cards(page)).toHaveCount(before);
});
