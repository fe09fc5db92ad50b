import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { trySamples } from '../pages/importing.ts';
import { cards, countWhenSettled, nameCard, setDistance, unnamedCards } from '../pages/people.ts';

test('moving the slider tells what would change, and letting go can be undone', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);
  await setDistance(page, 0.4);
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  const before = await countWhenSettled(page);
  const slider = page.getByRole('slider', { name: en.distance.label });
  const preview = page.getByText(/(joins?|comes? apart|touches)/);
  await expect(preview).toBeHidden();

  // A slider that is dragged tells of every step, and once more when it is let go.
  await slider.evaluate((input: HTMLInputElement) => {
    input.value = '0.2';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(preview).toBeVisible();
  await expect(preview).toContainText(/\d+ comes? apart/);
  await slider.evaluate((input) => input.dispatchEvent(new Event('change', { bubbles: true })));
  await expect(told(page, /0\.20/)).toBeVisible();
  await expect(preview).toBeHidden();
  expect(await countWhenSettled(page)).toBeGreaterThan(before);

  await page.getByRole('button', { name: en.corrections.history.undo }).click();
  await expect(slider).toHaveValue('0.4');
  await expect(cards(page)).toHaveCount(before);
});
