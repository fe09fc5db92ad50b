import type { Locator, Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';

/** The photos of the list, as links to their pages. */
export const photoTiles = (page: Page): Locator =>
  page.getByRole('list', { name: t('photos.list') }).getByRole('link');

export async function openPhotos(page: Page): Promise<void> {
  await page.getByRole('link', { name: t('nav.photos'), exact: true }).click();
}

/** Opens the page of the first photo of the list. */
export async function openFirstPhoto(page: Page): Promise<void> {
  await openPhotos(page);
  await photoTiles(page).first().click();
}
