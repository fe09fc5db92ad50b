import { en } from '../../src-renderer/i18n/en.ts';
import { expect, test } from '../fixtures.ts';
import { importRegion, trySamples } from '../pages/importing.ts';

test('the app says what it runs on, and what a distance stands for', async ({ familiar }) => {
  const { page } = familiar;
  await trySamples(page);

  const slider = page.getByRole('slider', { name: en.distance.label });
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /1 in [0-9,]+ pairs of strangers would be grouped together$/,
  );
  await slider.press('End');
  await expect(page.getByText(en.distance.strangers({ extent: 'more', oneIn: 100 }))).toBeVisible();
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /^Distance 0\.\d\d, more than 1 in 100 pairs of strangers/,
  );

  await page.getByRole('link', { name: en.nav.settings }).click();
  const { cpu, webgpu, cuda } = en.settings.devices;
  const device = [webgpu, cuda].reduce(
    (any, name) => any.or(page.getByText(name, { exact: true })),
    page.getByText(cpu, { exact: true }),
  );
  await expect(device).toBeVisible();
  await expect(page.getByText(en.settings.deviceWhy, { exact: true })).toBeVisible();
  await expect(importRegion(page)).toBeHidden();
});
