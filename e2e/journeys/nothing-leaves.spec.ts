import { t } from '../../src-renderer/i18n/messages.ts';
import { expect, test } from '../fixtures.ts';
import { faceLinks, openFaces } from '../pages/corrections.ts';
import { trySamples } from '../pages/importing.ts';
import { cards } from '../pages/people.ts';

test('the page asks its own origin alone, and can ask no other', async ({ familiar }) => {
  const { page } = familiar;
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url().replace(/^blob:/, '')).host));
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  await page.reload();
  await trySamples(page);
  await cards(page).first().click();
  await openFaces(page);
  await expect(faceLinks(page).first()).toBeVisible();
  await page.getByRole('link', { name: t('nav.settings') }).click();
  await expect(page.getByRole('heading', { name: t('settings.title'), level: 1 })).toBeVisible();
  const own = new URL(page.url());
  expect([...hosts]).toEqual([own.host]);

  const refused = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    const elsewhere = 'http://127.0.0.1:9/';
    await fetch(elsewhere).catch(() => {});
    navigator.sendBeacon(elsewhere, 'x');
    new Image().src = elsewhere;
    const parts = { script: 'src', iframe: 'src', link: 'href', video: 'src' };
    for (const [tag, attribute] of Object.entries(parts)) {
      const element = document.createElement(tag);
      if (tag === 'link') element.setAttribute('rel', 'stylesheet');
      element.setAttribute(attribute, elsewhere);
      document.body.append(element);
    }
    const form = document.body.appendChild(document.createElement('form'));
    form.action = elsewhere;
    form.submit();
    try {
      new WebSocket(elsewhere.replace('http', 'ws'));
    } catch {
      // Some browsers throw, and all report it.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [...new Set(blocked)].sort();
  });
  expect(refused).toEqual([
    'connect-src',
    'form-action',
    'frame-src',
    'img-src',
    'media-src',
    'script-src-elem',
    'style-src-elem',
  ]);
  expect(new URL(page.url()).origin).toBe(own.origin);
});

test('a browser keeps no picture, so that none outlives what is deleted', async ({
  familiarWithSamples: familiar,
  shell,
}) => {
  test.skip(shell === 'electron', 'pictures do not come over HTTP there');
  const { page } = familiar;
  await expect(cards(page).first().locator('img').first()).toBeVisible();
  const kept = await page.evaluate(async () => {
    const shown = [...document.images].map(({ src }) => src).filter((src) => src.includes('/picture/'));
    const isKept = (src: string) =>
      fetch(src, { cache: 'only-if-cached', mode: 'same-origin' }).then(
        ({ ok }) => ok,
        () => false,
      );
    const own = [...document.querySelectorAll('script')].map(({ src }) => src);
    return {
      shown: shown.length,
      pictures: (await Promise.all(shown.map(isKept))).filter(Boolean).length,
      scripts: (await Promise.all(own.map(isKept))).filter(Boolean).length,
    };
  });
  expect(kept.shown).toBeGreaterThan(0);
  // The page's own files are kept, so that it would be seen here that pictures are.
  expect(kept.scripts).toBeGreaterThan(0);
  expect(kept.pictures).toBe(0);
});

test('a browser stays signed in with its tabs, and no longer than its session', async ({
  familiar,
  shell,
}) => {
  test.skip(shell === 'electron', 'there is no signing in there');
  const { page } = familiar;
  await expect(page.getByRole('heading', { name: t('welcome.title') })).toBeVisible();
  const origin = new URL(page.url()).origin;
  const other = await page.context().newPage();
  await other.goto(origin);
  await expect(other.getByRole('heading', { name: t('welcome.title') })).toBeVisible();

  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByText(t('connection.refused'))).toBeVisible();
});
