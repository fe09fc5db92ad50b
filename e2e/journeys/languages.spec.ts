import { currentLanguage } from '../../src-renderer/i18n/language.ts';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';

test('the language is chosen in Settings, holds after a reload, and goes back', async ({
  familiarWithSamples: { page },
}) => {
  expect(currentLanguage().locale).toBe('en');
  await page.getByRole('link', { name: t('nav.settings') }).click();
  await page.getByRole('radio', { name: '한국어' }).check();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('heading', { name: '설정', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '설정', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: '인물', exact: true }).click();
  await expect(page.getByRole('heading', { name: '인물', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: '이름 추가' }).first()).toBeVisible();
  await page.getByRole('link', { name: '설정' }).click();
  await page.getByRole('radio', { name: 'English' }).check();
  await expect(page.getByRole('heading', { name: t('settings.title'), level: 1 })).toBeVisible();
});
