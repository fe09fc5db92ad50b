import type { Locator, Page } from '@playwright/test';
import { named, t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { bar, faceLinks, openMerged, showEveryone, told } from '../pages/corrections.ts';
import { cards } from '../pages/people.ts';

/** Waits for what an edit leads to; where two of one name are in one photo, that is asked about first. */
async function answerIfAsked(page: Page, result: Locator, name: string): Promise<void> {
  const both = page.getByRole('button', { name: t('removal.same.named.same', { name: name }) });
  await expect(result.or(both)).toBeVisible();
  if (await both.isVisible()) await both.press('Enter');
  await expect(result).toBeVisible();
}

test('faces are split off and rejected by keyboard alone, and the focus stays among them', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await showEveryone(page);
  await openMerged(page, 4);
  const faces = faceLinks(page);
  const before = await faces.count();

  await faces.first().focus();
  await page.keyboard.press('Space');
  await expect(bar(page)).toContainText(t('corrections.selectedFaces', { n: 1 }));
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(faces.first()).toBeFocused();

  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('checkbox', { name: t('corrections.selectFace', { n: 2 }) })).toBeFocused();
  await bar(page)
    .getByRole('button', { name: t('corrections.split') })
    .press('Enter');
  await expect(told(page, /^Split 2 faces off /)).toBeVisible();
  await expect(faces).toHaveCount(before - 2);
  await expect(faces.and(page.locator(':focus'))).toHaveCount(1);

  await page.keyboard.press('Space');
  await bar(page)
    .getByRole('button', { name: t('corrections.reject') })
    .press('Enter');
  await expect(told(page, /^Said that 1 face is someone else$/)).toBeVisible();
  await expect(faces).toHaveCount(before - 3);
  await expect(faces.and(page.locator(':focus'))).toHaveCount(1);

  await page.keyboard.press('ControlOrMeta+z');
  await expect(faces).toHaveCount(before - 2);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(faces).toHaveCount(before);
});

test('faces are moved to somebody new, and the last ones take the page along', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await showEveryone(page);
  await openMerged(page, 2);
  const faces = faceLinks(page);
  const before = await faces.count();
  const picker = page.getByRole('dialog');

  await page.getByRole('button', { name: t('corrections.select'), exact: true }).click();
  await faces.first().click();
  await expect(bar(page)).toContainText(t('corrections.selectedFaces', { n: 1 }));
  await bar(page)
    .getByRole('button', { name: t('corrections.move') })
    .click();
  await picker.getByRole('combobox').fill('Ada');
  await page.keyboard.press('Enter');
  await expect(told(page, 'Moved 1 face to Ada')).toBeVisible();
  await expect(faces).toHaveCount(before - 1);

  await faces.first().focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar(page).getByRole('button', { name: t('corrections.split') })).toBeDisabled();
  await bar(page)
    .getByRole('button', { name: t('corrections.move') })
    .press('Enter');
  await expect(picker.getByRole('option', { name: 'Ada', exact: true })).toBeVisible();
  await picker.getByRole('combobox').fill('a');
  await page.keyboard.press('Enter');
  await answerIfAsked(page, page.getByRole('heading', { name: 'Ada', level: 1 }), 'Ada');
  await expect(faces).toHaveCount(before);

  await faces.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await bar(page)
    .getByRole('button', { name: t('corrections.cover') })
    .click();
  await expect(told(page, 'Chose a cover for Ada')).toBeVisible();
});

test('a person is merged with another by name, and given a distance of their own', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  const before = await showEveryone(page);
  for (const name of ['Ada', 'Grace']) {
    const card = cards(page)
      .filter({ hasText: t('people.addName') })
      .first();
    await card.getByRole('link').press('n');
    await page.getByRole('combobox', { name: t('naming.label') }).fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: new RegExp(`^${name}, `) })).toBeVisible();
  }
  await page.getByRole('link', { name: /^Ada, / }).press('Enter');
  const menu = page.getByRole('button', { name: t('corrections.personMenu') });
  await menu.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: t('corrections.mergeWith') })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('combobox').fill('gra');
  await page.keyboard.press('Enter');
  await expect(page.getByText(t('corrections.picker.compare', { name: 'Grace' }))).toBeVisible();
  await page.keyboard.press('Enter');
  await answerIfAsked(page, page.getByRole('heading', { name: 'Grace', level: 1 }), 'Grace');
  await expect(menu).toBeFocused();

  await menu.press('Enter');
  await page.getByRole('menuitem', { name: t('corrections.distance') }).press('Enter');
  const dialog = page.getByRole('dialog', { name: named('corrections.own.title', 'Grace') });
  await dialog.getByRole('slider').press('Home');
  await dialog.getByRole('button', { name: /^Use / }).press('Enter');
  await expect(told(page, /^Gave Grace a distance of their own/)).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(cards(page)).toHaveCount(before - 1);
});
