import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { samplePhotos } from '../../src-main/services/imports/samples.ts';
import { t } from '../../src-renderer/i18n/messages.ts';

/** Copies sample photos into a new folder; returns its path. */
export async function makeAlbum(scratch: string, name: string, count: number, copies = 1): Promise<string> {
  const album = join(scratch, name);
  await mkdir(album);
  for (const sample of samplePhotos().slice(0, count)) {
    for (let copy = 0; copy < copies; copy++)
      await copyFile(sample, join(album, `${copy}-${basename(sample)}`));
  }
  return album;
}

export const importRegion = (page: Page) =>
  page.getByRole('region', { name: t('import.label'), exact: true });

/** Waits for the import to end and takes its summary away. */
export async function importDone(page: Page): Promise<void> {
  await expect(importRegion(page)).toContainText(t('import.done'), { timeout: 60_000 });
  await page.getByRole('button', { name: t('import.dismiss') }).click();
  await expect(importRegion(page)).toBeHidden();
}

/** The sample photos, from an empty library to the people in them. */
export async function trySamples(page: Page): Promise<void> {
  await page.getByRole('button', { name: t('welcome.samples') }).click();
  await importDone(page);
}
