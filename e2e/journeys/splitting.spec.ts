import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { faceLinks, openMerged, showEveryone, told } from '../pages/corrections.ts';

test('two people who were put together are parted as proposed, by keyboard alone', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await showEveryone(page);
  await openMerged(page, 2);
  const faces = faceLinks(page);
  const before = await faces.count();
  const menu = page.getByRole('button', { name: t('corrections.personMenu') });
  const dialog = page.getByRole('dialog', { name: named('corrections.splitting.title', null) });
  const side = (label: string, n: number) =>
    dialog.getByRole('region', { name: t('corrections.splitting.side', { label, n }) });
  const open = async () => {
    await menu.press('Enter');
    await page.getByRole('menuitem', { name: t('corrections.splitting.open') }).press('Enter');
    await expect(
      dialog.getByRole('button', { name: t('corrections.splitting.yes'), exact: true }),
    ).toBeVisible();
  };

  await open();
  const smaller = await dialog.getByRole('region').last().getByRole('button').count();
  expect(smaller).toBeGreaterThan(0);
  expect(smaller).toBeLessThanOrEqual(before / 2);
  await expect(side(named('corrections.splitting.keeps', null), before - smaller)).toBeVisible();

  const kept = side(named('corrections.splitting.keeps', null), before - smaller)
    .getByRole('button')
    .first();
  await kept.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(side(t('corrections.splitting.leaves'), smaller + 1)).toBeVisible();
  await dialog.getByRole('button', { name: t('corrections.splitting.no') }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(faces).toHaveCount(before);

  await open();
  await dialog.getByRole('button', { name: t('corrections.splitting.yes'), exact: true }).press('Enter');
  await expect(told(page, new RegExp(`^Split ${smaller} faces? off `))).toBeVisible();
  await expect(faces).toHaveCount(before - smaller);

  await page
    .getByRole('status', { name: t('toasts.label') })
    .getByRole('button', { name: t('corrections.history.undo') })
    .press('Enter');
  await expect(faces).toHaveCount(before);
});
