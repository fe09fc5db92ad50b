/** Scheme of the page's URLs; the window can load nothing else. */
export const pageScheme = 'familiar';
const pageHost = 'app';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** Is a URL of the page's own origin? `URL.origin` is `null` for schemes unknown to Node. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === pageHost;
}
