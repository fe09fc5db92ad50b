import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { bar, showEveryone, told } from '../pages/corrections.ts';
import { cards, countWhenSettled } from '../pages/people.ts';
import { openFirstPhoto } from '../pages/photos.ts';

test('people are hidden and shown again by keyboard, and stay hidden across a restart', async ({
  familiarWithSamples: familiar,
}) => {
  const before = await showEveryone(familiar.page);
  const first = () => cards(familiar.page).first().getByRole('link');
  const listed = (hidden: number | null) =>
    familiar.page.getByRole('radio', {
      name:
        hidden === null
          ? t('corrections.hiddenPeople.shown')
          : t('corrections.hiddenPeople.hidden', { n: hidden }),
    });

  await first().focus();
  await familiar.page.keyboard.press('Space');
  await familiar.page.keyboard.press('Shift+ArrowRight');
  await bar(familiar.page)
    .getByRole('button', { name: t('corrections.hide') })
    .press('Enter');
  await expect(told(familiar.page, 'Hid 2 people')).toBeVisible();
  await expect(cards(familiar.page)).toHaveCount(before - 2);
  await expect(cards(familiar.page).nth(1).getByRole('link')).toBeFocused();

  await familiar.restart();
  const { page } = familiar;
  await expect(cards(page)).toHaveCount(before - 2);
  await listed(2).check();
  await expect(cards(page)).toHaveCount(2);
  await first().press('Space');
  await bar(page)
    .getByRole('button', { name: t('corrections.show') })
    .press('Enter');
  await expect(cards(page)).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(cards(page)).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('heading', { name: t('corrections.hiddenPeople.none') })).toBeVisible();
  await listed(null).check();
  await expect(cards(page)).toHaveCount(before);
});

test('in a photo a detection is no face, and all strangers are hidden at once', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await showEveryone(page);
  await openFirstPhoto(page);
  const boxes = page.getByRole('figure').getByRole('button');
  const panel = page.getByRole('complementary', { name: t('photo.people') });
  const menus = panel.getByRole('button', { name: named('corrections.faceMenu', null) });
  await expect(menus.first()).toBeVisible();
  const count = await boxes.count();

  await menus.first().press('ArrowDown');
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: t('corrections.dismiss') })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(told(page, 'Marked 1 detection as not a face')).toBeVisible();
  await expect(boxes).toHaveCount(count - 1);
  await page.getByRole('button', { name: t('corrections.history.undo') }).click();
  await expect(boxes).toHaveCount(count);

  await panel.getByRole('button', { name: t('corrections.hideStrangers') }).click();
  await expect(told(page, /^Hid \d+ (people|person)$/)).toBeVisible();
  await panel.getByRole('button', { name: t('corrections.hideStrangers') }).click();
  await expect(page.getByText(t('corrections.noStrangers'))).toBeVisible();
  await page.getByRole('link', { name: t('nav.people'), exact: true }).click();
  await countWhenSettled(page);
  await expect(page.getByRole('radio', { name: /^Hidden \(\d+\)$/ })).toBeVisible();
});
