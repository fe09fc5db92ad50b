import { sep } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';

/**
 * Walks the app's own folder dialog, which is open, to a folder and accepts it.
 * @param path absolute, without symbolic links
 */
export async function pickFolder(page: Page, path: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: t('folders.title') });
  const shown = dialog.getByRole('navigation', { name: t('folders.path') });
  await expect(shown).toBeVisible();

  for (let at = await pathOf(shown); !isInside(path, at); at = await next(shown, at)) {
    await dialog.getByRole('button', { name: t('folders.up') }).click();
  }
  for (let at = await pathOf(shown); at !== path; at = await next(shown, at)) {
    const [name = ''] = path.slice(at.endsWith(sep) ? at.length : at.length + 1).split(sep);
    await folder(dialog, name).click();
  }
  await dialog.getByRole('button', { name: `“${path.split(sep).at(-1)}”` }).click();
  await expect(dialog).toBeHidden();
}

const folder = (dialog: Locator, name: string): Locator =>
  dialog.getByRole('listbox', { name: t('folders.list') }).getByRole('option', { name, exact: true });

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The folder shown once it is another one. */
async function next(shown: Locator, before: string): Promise<string> {
  await expect.poll(() => pathOf(shown)).not.toBe(before);
  return pathOf(shown);
}

/** The path that the crumbs stand for. */
async function pathOf(shown: Locator): Promise<string> {
  const [root = '', ...names] = await shown.getByRole('button').allInnerTexts();
  return `${root.endsWith(sep) ? root : `${root}${sep}`}${names.join(sep)}`;
}
