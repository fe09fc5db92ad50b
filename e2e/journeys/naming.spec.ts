import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { faceLinks, openFaces } from '../pages/corrections.ts';
import {
  cards,
  countWhenSettled,
  distanceAt,
  distanceSlider,
  nameCard,
  setDistance,
  setExtreme,
  unnamedCards,
} from '../pages/people.ts';

test('a name stays with its faces at every distance and across a restart', async ({
  familiarWithSamples: familiar,
}) => {
  await nameCard(familiar.page, unnamedCards(familiar.page).first(), 'Marie');
  const named = () => familiar.page.getByRole('link', { name: /^Marie, / });
  const label = (await named().getAttribute('aria-label'))!;
  const before = await distanceSlider(familiar.page).inputValue();
  for (const end of ['strictest', 'loosest'] as const) {
    await setExtreme(familiar.page, end);
    await expect(named()).toHaveCount(1);
  }
  await setDistance(familiar.page, before);
  await expect(named()).toHaveAttribute('aria-label', label);

  await familiar.restart();
  await named().click();
  const { page } = familiar;
  await expect(page.getByRole('heading', { name: 'Marie', level: 1 })).toBeVisible();
  await expect(
    page
      .getByRole('list', { name: t('person.photos') })
      .getByRole('link')
      .first(),
  ).toBeVisible();
  await openFaces(page);
  await expect(faceLinks(page).first()).toBeVisible();

  const star = page.getByRole('button', { name: t('person.favourite') });
  await star.press('Enter');
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('tab', { name: t('person.faces') }).press('End');
  await page.getByRole('button', { name: t('person.birth.add'), exact: true }).press('Enter');
  await page.getByRole('textbox', { name: t('person.birth.label') }).fill('1987-05');
  await page.keyboard.press('Enter');
  await expect(page.getByText(t('person.born', { date: 'May 1987' }))).toBeVisible();

  await page.getByRole('button', { name: t('naming.rename', { name: 'Marie' }) }).click();
  await page.getByRole('combobox', { name: t('naming.label') }).fill('Marie Curie');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Marie Curie', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: t('naming.rename', { name: 'Marie Curie' }) }).click();
  await page.getByRole('combobox', { name: t('naming.label') }).fill('Nobody');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Marie Curie', level: 1 })).toBeVisible();
});

test('two groups become one person when they get the same name', async ({
  familiarWithSamples: familiar,
}) => {
  const { page } = familiar;
  await setDistance(page, await distanceAt(page, 0.45));
  await page.getByRole('radio', { name: t('distance.atLeast', { n: 1 }) }).check();
  await countWhenSettled(page);
  await nameCard(page, unnamedCards(page).first(), 'Ada');
  const before = await countWhenSettled(page);
  await unnamedCards(page)
    .first()
    .getByRole('button', { name: t('naming.add') })
    .click();
  const field = page.getByRole('combobox', { name: t('naming.label') });
  await field.fill('ad');
  await page.getByRole('option', { name: 'Ada' }).click();
  // The two are in one photo.
  await page.getByRole('button', { name: t('removal.same.named.same', { name: 'Ada' }) }).click();
  await expect(field).toBeHidden();
  await expect(cards(page)).toHaveCount(before - 1);
  await expect(page.getByRole('link', { name: /^Ada, / })).toHaveCount(1);
});

test('people are named one after the other by keyboard alone', async ({ familiarWithSamples: familiar }) => {
  const { page } = familiar;
  await setDistance(page, await distanceAt(page, 0.3));
  await page.getByRole('radio', { name: t('distance.atLeast', { n: 1 }) }).check();
  await countWhenSettled(page);
  await unnamedCards(page).first().getByRole('link').focus();
  for (const name of ['Ada', 'Grace', 'Hedy', 'Joan', 'Katherine']) {
    await page.keyboard.press('n');
    await expect(page.getByRole('combobox', { name: t('naming.label') })).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: new RegExp(`^${name}, `) })).toBeVisible();
    await expect(unnamedCards(page).getByRole('link').and(page.locator(':focus'))).toHaveCount(1);
  }
});
