import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { openFirstPhoto } from '../pages/photos.ts';

test('a face that was missed is drawn and named, with the pointer and by keyboard', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await openFirstPhoto(page);
  const figure = page.getByRole('figure');
  const boxes = figure.getByRole('button', { name: /^Face: / });
  await expect(boxes.first()).toBeVisible();
  const before = await boxes.count();
  const name = page.getByRole('combobox', { name: t('naming.label') });
  const frame = page.getByRole('application');

  await page.getByRole('button', { name: t('corrections.drawing.open') }).click();
  const { x, y, width, height } = (await figure.boundingBox())!;
  await page.mouse.move(x + 0.05 * width, y + 0.1 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.2 * width, y + 0.35 * height, { steps: 4 });
  await page.mouse.up();
  await expect(name).toBeFocused();
  await expect(frame).toHaveAttribute(
    'aria-label',
    t('corrections.drawing.box', { x: 0.05, y: 0.1, width: 0.15, height: 0.25 }),
  );
  await name.fill('Ada');
  await page.keyboard.press('Enter');
  await expect(told(page, 'Added a face of Ada that was missed')).toBeVisible({ timeout: 30_000 });
  await expect(boxes).toHaveCount(before + 1);
  await expect(figure.getByRole('button', { name: named('photo.face', 'Ada'), pressed: true })).toBeVisible();

  await page.keyboard.press('a');
  await expect(frame).toBeFocused();
  const start = (await frame.boundingBox())!;
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await frame.boundingBox())!.x).toBeGreaterThan(start.x);
  expect((await frame.boundingBox())!.height).toBeGreaterThan(start.height);
  await page.keyboard.press('Enter');
  await name.fill('ad');
  await expect(page.getByRole('option', { name: 'Ada' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(name).toBeHidden();
  await expect(frame).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(frame).toBeHidden();
  await expect(boxes).toHaveCount(before + 1);

  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await name.fill('ad');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('removal.same.named.same', { name: 'Ada' }) })
    .click();
  await expect(boxes).toHaveCount(before + 2);
  await expect(figure.getByRole('button', { name: named('photo.face', 'Ada') })).toHaveCount(2);

  await page.keyboard.press('ControlOrMeta+z');
  await expect(boxes).toHaveCount(before + 1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(boxes).toHaveCount(before);
});
