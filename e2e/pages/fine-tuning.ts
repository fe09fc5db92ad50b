import { t } from '../../src-renderer/i18n/messages.ts';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** Timeout (ms) of work of the networks on a busy machine. */
export const patience = 240_000;

/** Folders of people in a folder with so many photos at least, by name. */
export async function peopleWithPhotos(folder: string, least: number): Promise<string[]> {
  const people: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if ((await readdir(join(folder, name))).length >= least) people.push(name);
  }
  return people;
}

/** Copies somebody's first photos into an album, those from `from` on; returns their names. */
export async function fillAlbum(album: string, person: string, from: number, to: number): Promise<string[]> {
  await mkdir(album, { recursive: true });
  const photos = (await readdir(person)).sort().slice(from, to);
  for (const photo of photos) await copyFile(join(person, photo), join(album, photo));
  return photos;
}

export async function openFineTuning(page: Page): Promise<void> {
  await page.getByRole('link', { name: t('training.title'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('training.title'), level: 1 })).toBeVisible();
}

export const doubts = (page: Page): Locator =>
  page.getByRole('list', { name: t('training.suspects.list') }).getByRole('listitem');

export const pageButton = (page: Page, name: string): Locator =>
  page.getByRole('main').getByRole('button', { name, exact: true });

/** The training in the background, as told of on other pages. */
export const trainingBar = (page: Page): Locator =>
  page.getByRole('region', { name: t('training.running.label') });

/** Waits for a run that is looked at to end; what came of it opens by itself. */
export async function runDone(page: Page): Promise<void> {
  await expect(page).toHaveURL(/#\/training\/\d+$/, { timeout: patience });
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    t('training.report.pageTitle', { date: '' }),
  );
}

/** Waits for a model that was chosen to be in force or not, by what the run's page says of it. */
export async function decided(page: Page, state: string): Promise<void> {
  await expect(page.getByRole('main').getByText(state, { exact: true })).toBeVisible({ timeout: patience });
}
