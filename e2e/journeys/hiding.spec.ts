import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { bar, showEveryone, told, words } from '../pages/corrections.ts';
import { trySamples } from '../pages/importing.ts';
import { cards, countWhenSettled } from '../pages/people.ts';

test('people are hidden and shown again by keyboard, and stay hidden across a restart', async ({
  familiar,
}) => {
  await trySamples(familiar.page);
  const before = await showEveryone(familiar.page);
  const first = () => cards(familiar.page).first().getByRole('link');
  const listed = (hidden: number | null) =>
    familiar.page.getByRole('radio', {
      name: hidden === null ? words.hiddenPeople.shown : words.hiddenPeople.hidden(hidden),
    });

  await first().focus();
  await familiar.page.keyboard.press('Space');
  await familiar.page.keyboard.press('Shift+ArrowRight');
  await bar(familiar.page).getByRole('button', { name: words.hide }).press('Enter');
  await expect(told(familiar.page, 'Hid 2 people')).toBeVisible();
  await expect(cards(familiar.page)).toHaveCount(before - 2);
  await expect(cards(familiar.page).nth(1).getByRole('link')).toBeFocused();

  await familiar.restart();
  const { page } = familiar;
  await expect(cards(page)).toHaveCount(before - 2);
  await listed(2).check();
  await expect(cards(page)).toHaveCount(2);
  await first().press('Space');
  await bar(page).getByRole('button', { name: words.show }).press('Enter');
  await expect(cards(page)).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(cards(page)).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('heading', { name: words.hiddenPeople.none })).toBeVisible();
  await listed(null).check();
  await expect(cards(page)).toHaveCount(before);
});

test('in a photo a detection is no face, and all strangers are hidden at once', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);
  await showEveryone(page);
  await page.getByRole('link', { name: en.nav.photos, exact: true }).click();
  await page.getByRole('list', { name: en.photos.list }).getByRole('link').first().click();
  const boxes = page.getByRole('figure').getByRole('button');
  const panel = page.getByRole('complementary', { name: en.photo.people });
  const menus = panel.getByRole('button', { name: words.faceMenu(null) });
  await expect(menus.first()).toBeVisible();
  const count = await boxes.count();

  await menus.first().press('ArrowDown');
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: words.dismiss })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(told(page, 'Marked 1 detection as not a face')).toBeVisible();
  await expect(boxes).toHaveCount(count - 1);
  await page.getByRole('button', { name: words.history.undo }).click();
  await expect(boxes).toHaveCount(count);

  await panel.getByRole('button', { name: words.hideStrangers }).click();
  await expect(told(page, /^Hid \d+ (people|person)$/)).toBeVisible();
  await panel.getByRole('button', { name: words.hideStrangers }).click();
  await expect(page.getByText(words.noStrangers)).toBeVisible();
  await page.getByRole('link', { name: en.nav.people, exact: true }).click();
  await countWhenSettled(page);
  await expect(page.getByRole('radio', { name: /^Hidden \(\d+\)$/ })).toBeVisible();
});
