import type { Page } from '@playwright/test';
import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { told } from '../pages/corrections.ts';
import { cards, distanceSlider, nameCard, unnamedCards } from '../pages/people.ts';

/** Milliseconds of the page's clock: longer than the page gathers news of the library before it asks again. */
const quiet = 1000;

/**
 * Methods that the page calls from now on, in order, over the WebSocket that it opens when it is loaded anew. Each
 * answer waits until nothing has been sent or received for a while.
 */
async function listenIn(page: Page): Promise<() => Promise<string[]>> {
  let called: string[] = [];
  let frames = 0;
  page.on('websocket', (socket) => {
    socket.on('framereceived', () => frames++);
    socket.on('framesent', ({ payload }) => {
      frames++;
      const { method } = JSON.parse(String(payload)) as { method?: string };
      if (method !== undefined) called.push(method);
    });
  });
  await page.reload();
  await expect(cards(page).first()).toBeVisible();
  return async () => {
    for (let seen = -1; seen !== frames;) {
      seen = frames;
      await page.evaluate((wait) => new Promise((resolve) => setTimeout(resolve, wait)), quiet);
    }
    const since = called;
    called = [];
    return since;
  };
}

test('an edit answers with what it did, so that the page asks once more at most', async ({
  familiarWithSamples: familiar,
  shell,
}) => {
  test.skip(shell === 'electron', 'a MessagePort cannot be listened in to');
  const { page } = familiar;
  const calls = await listenIn(page);
  await nameCard(page, unnamedCards(page).first(), 'Marie');
  await nameCard(page, unnamedCards(page).first(), 'Ada');
  const field = page.getByRole('combobox', { name: t('naming.label') });
  await calls();

  // News of the start, where it comes after the names were asked for, has them asked for again by the next field.
  await page.getByRole('link', { name: /^Marie, / }).focus();
  await page.keyboard.press('n');
  await expect(field).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await calls();

  await page.getByRole('link', { name: /^Marie, / }).focus();
  await page.keyboard.press('n');
  await field.fill('Marie Curie');
  await field.press('Enter');
  await expect(page.getByRole('link', { name: /^Marie Curie, / })).toBeVisible();
  expect(await calls()).toEqual(['people.name', 'people.list']);

  // Faces that belong together at every distance change the histogram over distances.
  await nameCard(page, unnamedCards(page).first(), 'Grace');
  expect(await calls()).toEqual(['people.name', 'people.list', 'people.heights']);

  await distanceSlider(page).press('ArrowRight');
  await expect(told(page, /^Set the distance/)).toBeVisible();
  expect((await calls()).sort()).toEqual(['people.list', 'people.settle']);

  await page.getByRole('link', { name: /^Marie Curie, / }).click();
  await expect(page.getByRole('heading', { name: 'Marie Curie', level: 1 })).toBeVisible();
  expect(await calls()).toEqual(['people.get']);
  await page.getByRole('button', { name: t('naming.rename', { name: 'Marie Curie' }) }).click();
  await field.fill('Marie');
  await field.press('Enter');
  await expect(page.getByRole('heading', { name: 'Marie', level: 1 })).toBeVisible();
  expect(await calls()).toEqual(['people.name', 'people.get']);

  await page.getByRole('link', { name: t('insights.review.title'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('insights.review.question') })).toBeVisible();
  expect(await calls()).toEqual(['review.next']);
  await page.keyboard.press('n');
  expect(await calls()).toEqual(['review.answer', 'review.next']);
});
