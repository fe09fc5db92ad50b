import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { importRegion, trySamples } from '../pages/importing.ts';

test('the app says what it runs on, and what a distance stands for', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);

  const slider = page.getByRole('slider', { name: t('distance.label') });
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /1 in [0-9,]+ pairs of strangers would be grouped together$/,
  );
  await slider.press('End');
  await expect(page.getByText(t('distance.strangers.more', { oneIn: 100 }))).toBeVisible();
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /^Distance 0\.\d\d, more than 1 in 100 pairs of strangers/,
  );

  await page.getByRole('link', { name: t('nav.settings') }).click();
  const runsOn = (device: 'cpu' | 'webgpu' | 'cuda') =>
    page.getByText(t(`settings.devices.${device}`), { exact: true });
  const device = runsOn('cpu').or(runsOn('webgpu')).or(runsOn('cuda'));
  await expect(device).toBeVisible();
  await expect(page.getByText(t('settings.deviceWhy'), { exact: true })).toBeVisible();
  await expect(importRegion(page)).toBeHidden();
});
