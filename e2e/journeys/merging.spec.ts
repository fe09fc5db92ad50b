import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { bar, mergeSelected, showEveryone, told } from '../pages/corrections.ts';
import { cards, nameCard, unnamedCards } from '../pages/people.ts';

test('people are merged, and that is undone and redone, also after a restart', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  const before = await showEveryone(page);
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  const marie = page.getByRole('link', { name: /^Marie, / });

  await marie.click({ modifiers: ['ControlOrMeta'] });
  await unnamedCards(page).first().getByRole('link').click();
  await expect(bar(page)).toContainText(t('corrections.selectedPeople', { n: 2 }));
  await mergeSelected(page);
  await expect(cards(page)).toHaveCount(before - 1);
  await expect(told(page, /^Merged \d+ faces? into Marie$/)).toBeVisible();

  await page.getByRole('button', { name: t('corrections.history.undo') }).click();
  await expect(cards(page)).toHaveCount(before);
  await expect(marie).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(cards(page)).toHaveCount(before - 1);
  await expect(told(page, /^Redone: Merged /)).toBeVisible();

  await familiar.restart();
  const again = familiar.page;
  await expect(cards(again)).toHaveCount(before - 1);
  await again.keyboard.press('ControlOrMeta+z');
  await expect(cards(again)).toHaveCount(before);
  await again.getByRole('button', { name: t('corrections.history.open') }).press('Enter');
  const history = again.getByRole('dialog', { name: t('corrections.history.title') });
  const entries = history.getByRole('list', { name: t('corrections.history.list') }).getByRole('listitem');
  await expect(entries.first().locator('s')).toHaveText(/^Merged \d+ faces? into Marie$/);
  await history.getByRole('button', { name: t('corrections.history.redo') }).press('Enter');
  await expect(entries.first().locator('s')).toHaveCount(0);
  await again.keyboard.press('Escape');
  await expect(cards(again)).toHaveCount(before - 1);
});
